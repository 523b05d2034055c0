import { type Change, createMarket } from "./market.ts";
import type { Row } from "./market-side.ts";
import { createRandom } from "./random.ts";
import { writeUnits } from "./write-units.ts";

export const PRODUCT = "BTC-USD";

export interface WorkloadSize {
  /** Of updates. */
  readonly frames: number;
  /** Of the snapshot, a side. */
  readonly levels: number;
  readonly seed: number;
}

/** Every level at the end, best first. */
export interface Truth {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
}

/** The frames of Coinbase's channel `level2`, and the book that they lead to. */
export interface Workload {
  readonly snapshot: string;
  readonly updates: readonly string[];
  readonly truth: Truth;
}

/** The same for the same seed, byte by byte. The snapshot has the first sequence number. */
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

/** The documented shape: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels#level2-channel */
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
