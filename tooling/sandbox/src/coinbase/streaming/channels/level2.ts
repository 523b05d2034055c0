import type { TouchedLevel } from "../../../exchange/change-log.ts";
import type { Market } from "../../../exchange/market/market.ts";
import { SIDES, type Side } from "../../../exchange/market/side.ts";
import { type Decimal, plain } from "../../../numbers/decimal.ts";
import type { GoTime } from "../go-time.ts";
import type { TruthRecorder } from "../truth.ts";
import { booksOf, type Channel, MARKET_HOST } from "./channel.ts";

export const LEVEL2 = "level2";

/** The channel name of its messages, which differs from the name of subscriptions. */
const MESSAGE_CHANNEL = "l2_data";

/** The time of each level of a snapshot: the venue sends none. */
const NO_TIME = "1970-01-01T00:00:00Z";

export interface Level2Options {
  marketOf(bookId: string): Market;
  readonly time: GoTime;
  readonly truth: TruthRecorder;
}

/** Sends the whole book first, then the changed levels in one frame for each request or market step. */
export function createLevel2({ marketOf, time, truth }: Level2Options): Channel {
  return {
    hosts: MARKET_HOST,
    isPrivate: false,
    idsOf: booksOf,
    start(session, bookIds) {
      for (const bookId of bookIds) {
        const market = marketOf(bookId);
        truth.start(market);
        truth.record(session.number, session.send(MESSAGE_CHANNEL, snapshotJson(market)), bookId);
      }
    },
    publish({ levels }, sessions) {
      for (const [bookId, touched] of levels) {
        const market = marketOf(bookId);
        truth.change(market, touched);
        const subscribed = sessions.filter(({ subscriptions }) => subscriptions.has(LEVEL2, bookId));
        if (subscribed.length === 0) continue;
        const update = updateJson(market, touched, time.timestamp());
        for (const session of subscribed) {
          truth.record(session.number, session.send(MESSAGE_CHANNEL, update), bookId);
        }
      }
    },
  };
}

function snapshotJson({ product, book }: Market): string {
  const levels = SIDES.flatMap((side) =>
    book.levels(side).map(({ price, size }) => levelJson(side, price, size, NO_TIME)),
  );
  return eventJson("snapshot", product.id, levels);
}

/** Writes changed levels. Quantities are absolute, and "0" deletes a level. */
function updateJson({ product, book }: Market, touched: readonly TouchedLevel[], time: string): string {
  const levels = touched.map(({ side, price }) => levelJson(side, price, book.sizeAt(side, price), time));
  return eventJson("update", product.id, levels);
}

/** Writes one level without `JSON.stringify`, for speed: a snapshot can have tens of thousands. */
function levelJson(side: Side, price: Decimal, size: Decimal, time: string): string {
  const name = side === "buy" ? "bid" : "offer";
  return `{"side":"${name}","event_time":"${time}","price_level":"${plain(price)}","new_quantity":"${plain(size)}"}`;
}

function eventJson(type: string, productId: string, levels: readonly string[]): string {
  return `[{"type":"${type}","product_id":"${productId}","updates":[${levels.join(",")}]}]`;
}
