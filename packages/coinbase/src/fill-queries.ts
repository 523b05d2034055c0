import { type ExecutionReport, type FillFilter, timestampToMilliseconds } from "@cqvx/core";
import type { Connection, VenueCall } from "@cqvx/core/venue";
import {
  checkFillFilter,
  collectPages,
  matchesFill,
  newestFills,
  timestampFromMilliseconds,
} from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { checkNothingWithheld } from "./normalizer/errors.ts";
import { readFill } from "./normalizer/execution.ts";

/** Coinbase selects fills by when it sequenced them, milliseconds after the trade. What this lets in too is filtered. */
const SEQUENCING_MS = 60_000;

/** Lists fills, newest first. */
export async function listFills(
  connection: Connection,
  call: VenueCall,
  filter: FillFilter,
): Promise<ExecutionReport[]> {
  const checked = checkFillFilter(filter, call);
  const { orderIds, symbols, start, end, limit } = checked;
  const page = (cursor: string | undefined) =>
    connection.http.send(call, {
      path: ENDPOINTS.fills,
      query: {
        order_ids: orderIds,
        product_ids: symbols,
        start_sequence_timestamp: start,
        end_sequence_timestamp:
          end && timestampFromMilliseconds(timestampToMilliseconds(end) + SEQUENCING_MS),
        limit: PAGE_SIZE,
        cursor,
      },
      read: (reply) => {
        checkNothingWithheld(reply, call);
        const fills = reply.list("fills").map(readFill);
        // Fills have no has_next: a page without fills ends the list, though it may carry a cursor.
        const nextCursor = fills.length === 0 ? undefined : reply.text("cursor");
        return { items: fills.filter(matchesFill(checked)), nextCursor };
      },
    });
  return newestFills(await collectPages(call, limit, page, (fill) => fill.executionId ?? fill), limit);
}
