import { type Change, createMarket } from "./market.ts";
import type { Row } from "./market-side.ts";
import { createRandom } from "./random.ts";
import { writeUnits } from "./write-units.ts";

export const PRODUCT = "BTC-USD";

export interface WorkloadSize {
  /** The number of update frames. */
  readonly frames: number;
  /** The number of levels on each side of the snapshot. */
  readonly levels: number;
  /** The seed of the random numbers. */
  readonly seed: number;
}

/** The expected book after all frames: every level, best first. */
export interface Truth {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
}

/** Frames of Coinbase's channel `level2`, and the book after them. */
export interface Workload {
  readonly snapshot: string;
  readonly updates: readonly string[];
  readonly truth: Truth;
}

/** Creates a workload. The same seed gives the same bytes. The snapshot has the sequence number `firstSequence`. */
export function createWorkload({ frames, levels, seed }: WorkloadSize, firstSequence: number): Workload {
  const market = createMarket(levels, createRandom(seed));
  return {
    snapshot: writeFrame("snapshot", firstSequence, market.opening),
    updates: Array.from({ length: frames }, (_, index) =>
      writeFrame("update", firstSequence + 1 + index, market.change()),
    ),
    truth: { bids: market.rows("bid"), asks: market.rows("offer") },
  };
}

/** Writes a frame in the documented shape: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels#level2-channel */
function writeFrame(type: "snapshot" | "update", sequence: number, changes: readonly Change[]): string {
  const time = new Date(Date.UTC(2026, 0, 1) + sequence * 50).toISOString();
  const eventTime = type === "snapshot" ? "1970-01-01T00:00:00Z" : time.replace("Z", "417Z");
  return JSON.stringify({
    channel: "l2_data",
    client_id: "",
    timestamp: time.replace("Z", "936201Z"),
    sequence_num: sequence,
    events: [
      {
        type,
        product_id: PRODUCT,
        updates: changes.map(([side, cents, quantity]) => ({
          side,
          event_time: eventTime,
          price_level: writeUnits(cents, 2),
          new_quantity: quantity,
        })),
      },
    ],
  });
}
