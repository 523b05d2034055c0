import type { Account, Health, HealthReport, Market, Products } from "@cqvx/core";
import {
  createAccountMethods,
  createMarketMethods,
  createProductMethods,
  sumBalances,
} from "@cqvx/core/in-memory";
import type { LocalParts } from "../venue/local-parts.ts";
import type { Exchange } from "./exchange.ts";
import type { PaperReplies } from "./paper-replies.ts";

export function createPaperReading(
  parts: LocalParts,
  exchange: Exchange,
  replies: PaperReplies,
  streamState: () => HealthReport["streams"],
): Account & Market & Products & Health {
  const { calls, venue, latencyMs } = parts;
  return {
    ...createAccountMethods(parts, (includeZero, call) =>
      replies.to(call, undefined, () => sumBalances(exchange.holdings(), includeZero)),
    ),
    ...createMarketMethods(parts, (symbol, depth, call) =>
      replies.to(call, undefined, () => exchange.orderBook(symbol, depth, call)),
    ),
    ...createProductMethods(parts, (symbols, call) =>
      replies.to(call, undefined, () =>
        exchange
          .products()
          .filter(({ symbol }) => symbols?.includes(symbol) ?? true)
          .map((product) => ({ ...product })),
      ),
    ),
    health: (options) =>
      calls.run("health", options, (call) =>
        replies.to(call, undefined, () => ({
          venue,
          latencyMs,
          clockOffsetMs: 0,
          auth: "ok",
          canTrade: true,
          streams: streamState(),
        })),
      ),
  };
}
