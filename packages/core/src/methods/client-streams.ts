import type { Logger } from "../contract/runtime.ts";
import type { HealthReport } from "../contract/venue-client.ts";
import { VenueError } from "../errors/venue-error.ts";
import { readAttemptFailure, startAttempt } from "../http/attempt.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { Subscriptions } from "../subscribers/subscriptions.ts";

/** The code of the streams, as far as the methods of a client use it. */
export type StreamCode = Pick<
  typeof import("../streams.ts"),
  "createSubscriptions" | "deliverBooks" | "deliverTrades" | "deliverOrders"
>;

/** The subscriptions of one client. */
export interface ClientStreams {
  /** The code and the subscriptions. Undefined until they are loaded. */
  readonly loaded: LoadedStreams | undefined;
  /** Loads the code of the streams within the call's deadline. Rejects with a `VenueError`. */
  load(call: VenueCall): Promise<LoadedStreams>;
  state(): HealthReport["streams"];
  /** Ends all subscriptions. */
  end(): void;
}

export interface LoadedStreams {
  readonly code: StreamCode;
  readonly subscriptions: Subscriptions;
}

/** Creates the streams of a client. A load that failed is tried again by the next subscription. */
export function createClientStreams(loadCode: () => Promise<StreamCode>, logger: Logger): ClientStreams {
  let loaded: LoadedStreams | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load: async (call) => {
      const code = await loadWithin(call, loadCode);
      loaded ??= { code, subscriptions: code.createSubscriptions(logger) };
      return loaded;
    },
    state: () => loaded?.subscriptions.state() ?? "idle",
    end: () => loaded?.subscriptions.end(),
  };
}

/** Loads code within the call's deadline. */
export async function loadWithin<Code>(call: VenueCall, load: () => Promise<Code>): Promise<Code> {
  try {
    return await call.deadline.race(load());
  } catch (error) {
    if (call.deadline.ended !== undefined) throw readAttemptFailure(error, startAttempt(call, undefined));
    const reason = "the code of the streams could not be loaded";
    throw new VenueError({ ...call, kind: "unavailable", code: "CODE_NOT_LOADED", reason, retryable: true });
  }
}
