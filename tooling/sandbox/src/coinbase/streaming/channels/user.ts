import type { Order } from "../../../exchange/orders/order.ts";
import { PRODUCTS } from "../../catalogue/products.ts";
import { userOrderJson } from "../../orders/user-order-json.ts";
import type { CoinbaseState } from "../../state.ts";
import { type Channel, EVERY_HOST, type Session } from "./channel.ts";

export const USER = "user";

const BATCH = 50;

/** Sends the account's open orders first, then each order that changes. Products keep their own ids in this channel. */
export function createUserChannel(state: CoinbaseState): Channel {
  const send = (session: Session, type: string, orders: readonly Order[]): void => {
    const positions = { perpetual_futures_positions: [], expiring_futures_positions: [] };
    const json = orders.map((order) => userOrderJson(order, state.portfolioId));
    session.send(USER, JSON.stringify([{ type, orders: json, positions }]));
  };
  /** The id of a subscription to every product: the acknowledgement names the portfolio. */
  const everything = state.portfolioId;
  const isWanted = ({ product }: Order, ids: readonly string[]) =>
    ids.includes(everything) || ids.includes(product.id);
  return {
    hosts: EVERY_HOST,
    isPrivate: true,
    idsOf: (productIds) =>
      productIds.length === 0 ? [everything] : productIds.filter((productId) => PRODUCTS.has(productId)),
    start(session, ids) {
      const open = state.exchange.orders
        .live()
        .filter((order) => order.status !== "pending" && isWanted(order, ids));
      // A message smaller than a batch ends the snapshot. So a full batch is followed by another message, even an empty
      // one.
      for (let sent = 0; sent <= open.length; sent += BATCH) {
        send(session, "snapshot", open.slice(sent, sent + BATCH));
      }
    },
    publish({ orders }, sessions) {
      for (const session of sessions) {
        const ids = session.subscriptions.idsOf(USER);
        for (const order of ids.length === 0 ? [] : orders) {
          if (isWanted(order, ids)) send(session, "update", [order]);
        }
      }
    },
  };
}
