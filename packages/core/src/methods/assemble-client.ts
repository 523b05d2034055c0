import { createCapabilities } from "../contract/capabilities.ts";
import type { VenueClient } from "../contract/venue-client.ts";
import type { OrderType } from "../cqc/enums.ts";
import type { ClientParts } from "../http/venue-call.ts";
import type { ClientOperations } from "./client-operations.ts";

/** The parts of a client that are the same for every venue. */
type ClientFrame = Pick<VenueClient, "venue" | "capabilities" | "close" | typeof Symbol.asyncDispose>;

/** What a client has besides its methods. */
export interface ClientFacts {
  readonly operations: ClientOperations;
  readonly orderTypes: readonly OrderType[];
  /** Ends the client's streams, and frees what it holds. */
  readonly close: () => Promise<void>;
}

/** Makes one client of its methods. It can be closed, and tells its capabilities. */
export function assembleClient<Methods extends object>(
  { calls, venue }: Pick<ClientParts, "calls" | "venue">,
  { operations, orderTypes, close: closeStreams }: ClientFacts,
  methods: Methods,
): Methods & ClientFrame {
  const close = (): Promise<void> => {
    calls.close();
    return closeStreams();
  };
  const capabilities = createCapabilities(operations, orderTypes);
  return { ...methods, venue, capabilities, close, [Symbol.asyncDispose]: close };
}
