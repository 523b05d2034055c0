import { createCapabilities } from "../contract/capabilities.ts";
import type { VenueClient } from "../contract/venue-client.ts";
import type { OrderType } from "../cqc/enums.ts";
import type { ClientParts } from "../http/venue-call.ts";
import type { ClientOperations } from "./client-operations.ts";

/** The members that every client has. */
type ClientFrame = Pick<VenueClient, "venue" | "capabilities" | "close" | typeof Symbol.asyncDispose>;

/** The facts of a client, besides its methods. */
export interface ClientFacts {
  readonly operations: ClientOperations;
  readonly orderTypes: readonly OrderType[];
  /** Ends the client's streams and frees their resources. */
  readonly close: () => Promise<void>;
}

/** Adds `venue`, `capabilities` and `close` to the methods of a client. */
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
