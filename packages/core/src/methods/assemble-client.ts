import { type CapabilityMethod, createCapabilities } from "../contract/capabilities.ts";
import type { Account, Health, Market, Streaming, Trading, VenueClient } from "../contract/venue-client.ts";
import type { OrderType } from "../cqc/enums.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { VenueStreams } from "../stream/streaming.ts";

/** A client's parts that are the same for every venue. */
type ClientFrame = Pick<VenueClient, "venue" | "capabilities" | "close" | typeof Symbol.asyncDispose>;

/** What a venue says of its client besides the methods. */
export interface ClientFacts {
  readonly streaming: Pick<VenueStreams, "close">;
  readonly orderTypes: readonly OrderType[];
  /** Methods of the contract that the venue lacks: theirs reject with `unsupported`. */
  readonly lacks?: readonly CapabilityMethod[];
}

/** One client of its methods, which can be closed and says what it can do. */
export function assembleClient<Methods extends Trading & Account & Market & Streaming & Health>(
  { calls, venue }: Pick<ClientParts, "calls" | "venue">,
  { streaming, orderTypes, lacks }: ClientFacts,
  methods: Methods,
): Methods & ClientFrame {
  const close = (): Promise<void> => {
    calls.close();
    return streaming.close();
  };
  const capabilities = createCapabilities(methods, orderTypes, lacks);
  return { ...methods, venue, capabilities, close, [Symbol.asyncDispose]: close };
}
