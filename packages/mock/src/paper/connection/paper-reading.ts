import { type ClientOperations, sumBalances } from "@cqvx/core/in-memory";
import type { LocalParts } from "../../venue/local-parts.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { PaperReplies } from "./paper-replies.ts";

export function createPaperReading(
  { latencyMs }: LocalParts,
  exchange: Exchange,
  replies: PaperReplies,
): Pick<ClientOperations, "getBalance" | "getOrderBook" | "getProducts" | "health"> {
  return {
    getBalance: (includeZero, call) =>
      replies.to(call, undefined, () => sumBalances(exchange.holdings(), includeZero)),
    getOrderBook: (symbol, depth, call) =>
      replies.to(call, undefined, () => exchange.orderBook(symbol, depth, call)),
    getProducts: (symbols, call) =>
      replies.to(call, undefined, () =>
        exchange
          .products()
          .filter(({ symbol }) => symbols?.includes(symbol) ?? true)
          .map((product) => ({ ...product })),
      ),
    health: (call) =>
      replies.to(call, undefined, () => ({ latencyMs, clockOffsetMs: 0, auth: "ok", canTrade: true })),
  };
}
