import type { Health } from "@cqvx/core";
import type { Connection, JsonObject, VenueStreams } from "@cqvx/core/venue";
import { MalformedReply, measureClock } from "@cqvx/core/venue";
import { ENDPOINTS, VENUE } from "./config.ts";

export function createHealth(connection: Connection, streaming: VenueStreams): Health {
  const { calls, http } = connection;
  return {
    health: (options) =>
      calls.run("health", options, async (call) => {
        const clock = await measureClock(connection, call, {
          path: ENDPOINTS.time,
          access: "public",
          read: readServerTime,
        });
        const streams = streaming.state();
        if (!http.canSign) return { venue: VENUE, ...clock, auth: "none", streams };
        const canTrade = await http.send(call, {
          path: ENDPOINTS.keyPermissions,
          read: (reply) => reply.boolean("can_trade") === true,
        });
        return { venue: VENUE, ...clock, auth: "ok", canTrade, streams };
      }),
  };
}

/** Epoch milliseconds, which Coinbase sends as text. */
function readServerTime(reply: JsonObject): number {
  const milliseconds = Number(reply.requiredText("epochMillis"));
  if (!Number.isSafeInteger(milliseconds)) throw new MalformedReply("epochMillis: expected milliseconds");
  return milliseconds;
}
