import type { ExecutionReport } from "@cqvx/core";
import { Liquidity, OrderStatus } from "@cqvx/core/in-memory";
import { buildExecutionReport } from "./build-execution-report.ts";
import { type Overrides, randomOf } from "./overrides.ts";

/**
 * Builds a fill as a venue would return it. Default: one fill that completes a buy of 0.1 BTC at 50,000 USD, so the order
 * is FILLED. With `lastQuantity` and no `status`, the order is PARTIALLY_FILLED.
 */
export function buildFill(overrides: Overrides<ExecutionReport> = {}): ExecutionReport {
  const { lastQuantity } = overrides;
  const isPart = overrides.status === undefined && lastQuantity !== undefined;
  const filled = { status: isPart ? OrderStatus.PARTIALLY_FILLED : OrderStatus.FILLED, ...overrides };
  const report = buildExecutionReport({ ...filled, ...(isPart && { filledQuantity: lastQuantity }) });
  const random = randomOf("fill", overrides);
  return {
    executionId: random.uuid(),
    tradeId: random.uuid(),
    liquidity: Liquidity.TAKER,
    ...(report.averagePrice !== undefined && { lastPrice: report.averagePrice }),
    ...(report.filledQuantity !== undefined && { lastQuantity: report.filledQuantity }),
    ...report,
  };
}
