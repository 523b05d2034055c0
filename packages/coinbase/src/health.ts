import type { Operations, TimeRequest } from "@cqvx/core/venue";
import { ENDPOINTS } from "./config.ts";

/**
 * The request for the venue's time.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-server-time
 */
export const TIME: TimeRequest = {
  path: ENDPOINTS.time,
  access: "public",
  read: (reply) => reply.requiredCount("epochMillis"),
};

/**
 * The health check, which reads the permissions of the key.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions
 */
export const health: Operations<"health"> = {
  health: () => ({
    canTrade: { path: ENDPOINTS.keyPermissions, read: (reply) => reply.boolean("can_trade") === true },
  }),
};
