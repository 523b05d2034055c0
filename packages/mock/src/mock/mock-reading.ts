import type { Account, Health, HealthReport, Market, Products } from "@cqvx/core";
import { createAccountMethods, createMarketMethods, createProductMethods } from "@cqvx/core/in-memory";
import { buildBalance } from "../builders/build-balance.ts";
import { buildOrderBook, cutTo } from "../builders/build-order-book.ts";
import { buildProduct } from "../builders/build-product.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Replies } from "./replies.ts";

/** The methods of a mock that read, but for orders and fills. */
export function createMockReading(
  parts: LocalParts,
  replies: Replies,
  streamState: () => HealthReport["streams"],
): Account & Market & Health & Products {
  const { calls, venue, latencyMs, now } = parts;
  return {
    ...createAccountMethods(parts, (includeZero, call) =>
      replies.to("getBalance", call, [includeZero], (answer) =>
        buildBalance({ timestamp: now(), ...answer }),
      ),
    ),
    ...createMarketMethods(parts, (symbol, depth, call) =>
      replies.to("getOrderBook", call, [symbol, depth], (answer) =>
        cutTo(depth, buildOrderBook({ timestamp: now(), ...answer, symbol: answer.symbol ?? symbol })),
      ),
    ),
    ...createProductMethods(parts, (symbols, call) =>
      replies.to("getProducts", call, [symbols], (answers) => answers.map(buildProduct)),
    ),
    health: (options) =>
      calls.run("health", options, (call) =>
        replies.to("health", call, [], (answer) => ({
          venue,
          latencyMs,
          clockOffsetMs: 0,
          auth: "ok",
          canTrade: true,
          streams: streamState(),
          ...answer,
        })),
      ),
  };
}
