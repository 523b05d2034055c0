import type { AllMethods } from "../contract/all-methods.ts";
import type { CapabilityMethod } from "../contract/capabilities.ts";
import type { ClientParts } from "../http/venue-call.ts";
import type { Checkers } from "../validation/checkers.ts";
import type { ClientOperations } from "./client-operations.ts";
import type { ClientStreams } from "./client-streams.ts";

/** The parts of a client that its methods use. */
export interface MethodContext extends Pick<ClientParts, "calls" | "runtime" | "venue"> {
  readonly streams: ClientStreams;
  /** The options of `placeOrder` and `previewOrder` beyond those of every call. */
  readonly placeOptions: Checkers<object>;
}

/** Makes a method of each operation. The method checks its arguments and runs the operation within one call. */
export type MethodTable<Name extends CapabilityMethod> = {
  readonly [Method in Name]: (
    context: MethodContext,
    operation: NonNullable<ClientOperations[Method]>,
  ) => AllMethods[Method];
};
