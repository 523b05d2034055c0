import type { ClientOperations } from "@cqvx/core/in-memory";
import { buildBalance } from "../builders/build-balance.ts";
import { buildOrderBook, cutTo } from "../builders/build-order-book.ts";
import { buildProduct } from "../builders/build-product.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Replies } from "./answers/replies.ts";

/** Creates the reading operations of a mock, without the ones for orders and fills. */
export function createMockReading(
  { latencyMs, now }: LocalParts,
  replies: Replies,
): Required<Pick<ClientOperations, "getBalance" | "getOrderBook" | "getProducts" | "health">> {
  return {
    getBalance: (includeZero, call) =>
      replies.to("getBalance", call, [includeZero], (answer) =>
        buildBalance({ timestamp: now(), ...answer }),
      ),
    getOrderBook: (symbol, depth, call) =>
      replies.to("getOrderBook", call, [symbol, depth], (answer) =>
        cutTo(depth, buildOrderBook({ timestamp: now(), ...answer, symbol: answer.symbol ?? symbol })),
      ),
    getProducts: (symbols, call) =>
      replies.to("getProducts", call, [symbols], (answers) => answers.map(buildProduct)),
    health: (call) =>
      replies.to("health", call, [], (answer) => ({
        latencyMs,
        clockOffsetMs: 0,
        auth: "ok",
        canTrade: true,
        ...answer,
      })),
  };
}
