import type { Health } from "../contract/venue-client.ts";
import type { Connection } from "../http/connection.ts";
import { measureClock } from "../http/measure-clock.ts";
import type { HttpRequest } from "../http/venue-http.ts";
import type { VenueStreams } from "../stream/streaming.ts";

/** What a venue is asked to see how it is. */
export interface HealthRequests {
  /** Its clock, in epoch milliseconds; public. */
  readonly time: HttpRequest<number>;
  /** Whether the key may place orders; undefined where the venue does not say. Sent with credentials only. */
  readonly canTrade: HttpRequest<boolean | undefined>;
}

/** The method of `Health`. */
export function createHealthMethods(
  connection: Connection,
  streaming: Pick<VenueStreams, "state">,
  { time, canTrade }: HealthRequests,
): Health {
  const { calls, http, venue } = connection;
  return {
    health: (options) =>
      calls.run("health", options, async (call) => {
        const clock = await measureClock(connection, call, time);
        const streams = streaming.state();
        if (!http.canSign) return { venue, ...clock, auth: "none", streams };
        return { venue, ...clock, auth: "ok", canTrade: await http.send(call, canTrade), streams };
      }),
  };
}
