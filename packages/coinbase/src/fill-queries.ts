import { type ExecutionReport, timestampToMilliseconds } from "@cqvx/core";
import type { CheckedFillFilter, HttpRequest, Page, VenueCall } from "@cqvx/core/venue";
import { timestampFromMilliseconds } from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { checkNothingWithheld } from "./normalizer/errors.ts";
import { readFill } from "./normalizer/execution.ts";

/** Coinbase selects fills by when it sequenced them, milliseconds after the trade. What this lets in too is filtered. */
const SEQUENCING_MS = 60_000;

/** The list that has the fills of a filter. */
export function fillRequest(filter: CheckedFillFilter, call: VenueCall): HttpRequest<Page<ExecutionReport>> {
  const { orderIds, symbols, start, end } = filter;
  return {
    path: ENDPOINTS.fills,
    query: {
      order_ids: orderIds,
      product_ids: symbols,
      start_sequence_timestamp: start,
      end_sequence_timestamp: end && timestampFromMilliseconds(timestampToMilliseconds(end) + SEQUENCING_MS),
      limit: PAGE_SIZE,
    },
    read: (reply) => {
      checkNothingWithheld(reply, call);
      const items = reply.list("fills").map(readFill);
      // Fills have no has_next: a page without fills ends the list, though it may carry a cursor.
      return { items, nextCursor: items.length === 0 ? undefined : reply.text("cursor") };
    },
  };
}
