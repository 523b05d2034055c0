import type { Health } from "@cqvx/core";
import type { VenueStreams } from "@cqvx/core/venue";
import { type Connection, createHealthMethods, type JsonObject, MalformedReply } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";

export function createHealth(connection: Connection, streaming: VenueStreams): Health {
  return createHealthMethods(connection, streaming, {
    time: { path: ENDPOINTS.time, access: "public", read: readServerTime },
    canTrade: { path: ENDPOINTS.keyPermissions, read: (reply) => reply.boolean("can_trade") === true },
  });
}

/** Epoch milliseconds, which Coinbase sends as text. */
function readServerTime(reply: JsonObject): number {
  const milliseconds = Number(reply.requiredText("epochMillis"));
  if (!Number.isSafeInteger(milliseconds)) throw new MalformedReply("epochMillis: expected milliseconds");
  return milliseconds;
}
