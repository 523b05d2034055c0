import { timestampToMilliseconds } from "@cqvx/core";
import { CALL_MS, type Check } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";

const LIMIT = 5;

export const orders: Check = {
  method: "getOrders",
  timeoutMs: CALL_MS,
  run: async (client, { signal }) => {
    const latest = await client.getOrders({ limit: LIMIT }, { signal });
    if (latest.length > LIMIT) throw new CheckFailure(`${latest.length} orders, but the limit was ${LIMIT}`);
    const times = latest.flatMap(({ createdTime }) =>
      createdTime === undefined ? [] : [timestampToMilliseconds(createdTime)],
    );
    if (times.some((time, index) => time > (times[index - 1] ?? time))) {
      throw new CheckFailure("the orders are not newest first");
    }
    return `orders: ${latest.length}`;
  },
};
