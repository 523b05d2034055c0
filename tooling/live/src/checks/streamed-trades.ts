import { OrderSide, type Trade } from "@cqvx/core";
import { type Check, STREAM_MS } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";
import { follow } from "../follow.ts";

export const streamedTrades: Check = {
  method: "subscribeTrades",
  timeoutMs: STREAM_MS,
  run: async (client, { symbol, signal }) => {
    const { items, liveMs } = await follow<Trade>({
      subscribe: (handler, options) =>
        client.subscribeTrades(symbol, (trade) => handler(trade), { ...options, history: true }),
      verify: (trade) => {
        if (trade.symbol !== symbol) throw new CheckFailure("a trade is of another market");
        if (trade.side === OrderSide.UNSPECIFIED) throw new CheckFailure("a trade has no side");
      },
      count: 1,
      signal,
    });
    return `live after ${liveMs.toFixed(0)} ms, trades: ${items.length}`;
  },
};
