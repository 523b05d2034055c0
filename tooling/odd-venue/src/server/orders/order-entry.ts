import { type NewOrder, OrderStatus, type PaperClient, TERMINAL_STATUSES, TimeInForce } from "@cqvx/mock";
import type { Markets } from "../markets.ts";
import { duplicateCid, notLive } from "../odd-error.ts";
import { type Fields, readFields, required } from "../wire/fields.ts";
import type { Json } from "../wire/json.ts";
import { KINDS, SIDES, TIFS } from "./order-words.ts";

/** Placing and cancelling of orders. */
export interface OrderEntry {
  place(body: string): Promise<Json>;
  cancel(orderId: string): Promise<Json>;
}

const FIELDS = ["cid", "market", "side", "kind", "px", "stop", "qty", "amount", "tif", "until", "maker"];

export function createOrderEntry(paper: PaperClient, markets: Markets): OrderEntry {
  // The paper exchange returns the first order for the same terms. Oddex refuses them.
  const cids = new Set<string>();
  return {
    place: async (body) => {
      const fields = readFields(body, FIELDS);
      const cid = required(fields.text("cid"), "cid");
      if (cids.has(cid)) throw duplicateCid();
      const order = readOrder(fields, cid, markets);
      cids.add(cid);
      try {
        const { orderId } = await paper.placeOrder(order);
        return { id: orderId, cid };
      } catch (error) {
        cids.delete(cid);
        throw error;
      }
    },
    cancel: async (orderId) => {
      const { status } = await paper.getOrder(orderId);
      if (TERMINAL_STATUSES.has(status)) throw notLive();
      const after = await paper.cancelOrder(orderId);
      if (after !== OrderStatus.CANCELLED) throw notLive();
      return { id: orderId };
    },
  };
}

/** Reads an order. The paper exchange checks which members a kind needs. */
function readOrder(fields: Fields, cid: string, markets: Markets): NewOrder {
  const until = fields.integer("until");
  return {
    clientOrderId: cid,
    symbol: markets.symbolOf(required(fields.text("market"), "market")),
    side: required(fields.word("side", SIDES), "side"),
    type: required(fields.word("kind", KINDS), "kind"),
    timeInForce: fields.word("tif", TIFS) ?? TimeInForce.UNSPECIFIED,
    price: fields.decimal("px"),
    stopPrice: fields.decimal("stop"),
    quantity: fields.decimal("qty"),
    quoteQuantity: fields.decimal("amount"),
    expireTime: until === undefined ? undefined : new Date(Number(until)),
    postOnly: fields.flag("maker"),
  };
}
