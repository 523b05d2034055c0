import type { ExecutionReport } from "@cqvx/core";
import { EMPTY_REPORT, nameOf, OrderStatus } from "@cqvx/core/in-memory";
import { orderIds } from "./build-order.ts";
import { fillAmounts } from "./fill-amounts.ts";
import { defaultTerms } from "./order-terms.ts";
import { builtTime, type Overrides, override } from "./overrides.ts";

/** The fields that every report has, with their defaults. */
export const REQUIRED_OF_REPORT: ExecutionReport = { ...EMPTY_REPORT, status: OrderStatus.SUBMITTED };

/**
 * Builds an execution report as a venue would return it. Default: the acknowledgement of a buy of 0.1 BTC at 50,000 USD.
 * Missing fields follow from the given ones: with the status FILLED, the whole quantity is filled.
 */
export function buildExecutionReport(overrides: Overrides<ExecutionReport> = {}): ExecutionReport {
  const placed = override(
    REQUIRED_OF_REPORT,
    { ...defaultTerms(overrides), ...orderIds(overrides), timestamp: builtTime() },
    overrides,
  );
  // An acknowledgement has no fill amounts.
  const isAcknowledgement = placed.status === OrderStatus.SUBMITTED && placed.filledQuantity === undefined;
  const amounts = isAcknowledgement ? {} : fillAmounts(placed);
  const venueStatus = nameOf(OrderStatus, placed.status);
  return override(REQUIRED_OF_REPORT, { ...placed, ...amounts, venueStatus }, overrides);
}
