import type { HttpRequest, JsonObject } from "@cqvx/core/venue";
import { MalformedReply } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-server-time */
export const TIME: HttpRequest<number> = { path: ENDPOINTS.time, access: "public", read: readServerTime };

const readCanTrade = (reply: JsonObject): boolean => reply.boolean("can_trade") === true;

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions */
export const CAN_TRADE: HttpRequest<boolean> = { path: ENDPOINTS.keyPermissions, read: readCanTrade };

/** Epoch milliseconds, which Coinbase sends as text. */
function readServerTime(reply: JsonObject): number {
  const milliseconds = Number(reply.requiredText("epochMillis"));
  if (!Number.isSafeInteger(milliseconds)) throw new MalformedReply("epochMillis: expected milliseconds");
  return milliseconds;
}
