import type { Logger } from "../contract/runtime.ts";
import type { StreamOptions } from "../contract/subscription.ts";
import type { HealthReport } from "../contract/venue-client.ts";
import { VenueError } from "../errors/venue-error.ts";
import { readAttemptFailure, startAttempt } from "../http/attempt.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { createStreamReports } from "../subscribers/stream-reports.ts";
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
  /**
   * Loads the code of the streams within the call's deadline, for a subscription with these options. Rejects with a
   * `VenueError`. The subscription has ended then, and its `onState` is told.
   */
  load(call: VenueCall, options: StreamOptions): Promise<LoadedStreams>;
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
    load: async (call, options) => {
      try {
        const code = await call.deadline.race(loadCode());
        loaded ??= { code, subscriptions: code.createSubscriptions(logger) };
        return loaded;
      } catch (error) {
        createStreamReports(call, options, logger).state("closed");
        throw loadFailure(error, call);
      }
    },
    state: () => loaded?.subscriptions.state() ?? "idle",
    end: () => loaded?.subscriptions.end(),
  };
}

/** Creates the error of a load. The text of the cause is foreign, and may hold a URL with a token. */
function loadFailure(error: unknown, call: VenueCall): VenueError {
  if (call.deadline.ended !== undefined) return readAttemptFailure(error, startAttempt(call, undefined));
  const reason = "the code of the streams could not be loaded";
  return new VenueError({ ...call, kind: "unavailable", code: "CODE_NOT_LOADED", reason, retryable: true });
}
