import type { OrderPreview } from "../../contract/amend.ts";
import type { NewOrder } from "../../contract/new-order.ts";
import { OrderSide, OrderType } from "../../cqc/enums.ts";
import { acknowledge } from "../../normalize/acknowledge.ts";
import type { Operations, VenueOperations } from "../../venue/venue-operations.ts";
import { EXECUTION_REPORT, ORDER_BOOK, PRODUCT, TIMESTAMP } from "../messages.ts";
import { TEST_STREAMS } from "../streams/test-streams.ts";
import { GET_ORDER, readSmallOrder } from "./small-venue.ts";

/** The preview that `previewOrder` returns. */
export const PREVIEW: OrderPreview = { errors: [], warnings: [] };

/** A limit order that every check accepts. */
export const NEW_ORDER: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "1",
  price: "50000",
  clientOrderId: "client-1",
};

/** The operations of the lists. */
export const LISTS: Operations<"getOrders" | "getFills" | "getProducts" | "getBalance"> = {
  getOrders: () =>
    ["open", "closed"].map((list) => ({
      path: ["orders", list],
      query: { page: 1 },
      read: (body) => ({
        items: body.list("orders").map(readSmallOrder),
        next: body.has("next") ? { page: body.requiredCount("next") } : undefined,
      }),
    })),
  getFills: () => ({
    path: ["fills"],
    read: (body) => ({
      items: body.list("fills").map((fill) => ({
        ...EXECUTION_REPORT,
        executionId: fill.requiredText("id"),
        orderId: fill.requiredText("order"),
        timestamp: fill.timestamp("at") ?? TIMESTAMP,
      })),
      next: undefined,
    }),
  }),
  getProducts: () => ({
    path: ["products"],
    access: "public",
    readList: (rows) => ({
      items: rows.objects().map((row) => ({ ...PRODUCT, symbol: row.requiredText("symbol") })),
      next: undefined,
    }),
  }),
  getBalance: () => ({
    path: ["balances"],
    query: { page: 1 },
    readList: (rows, { query }) => ({
      items: rows.lists().map((row) => ({
        id: row.text(0),
        asset: row.requiredText(1),
        available: row.requiredDecimal(2),
        locked: row.decimal(3),
      })),
      next: rows.length < 2 ? undefined : { page: Number(query.page) + 1 },
    }),
  }),
};

/** One operation for each method. */
export const ALL_OPERATIONS: Required<Omit<VenueOperations, "isBeingEdited">> = {
  ...LISTS,
  ...GET_ORDER,
  placeOrder: (order) => ({
    method: "POST",
    path: ["orders"],
    effect: "order",
    read: () => acknowledge(order, "o"),
  }),
  cancelOrder: () => ({ method: "DELETE", path: ["orders"], effect: "cancel", read: () => "accepted" }),
  getOrderBook: () => ({ path: ["book"], access: "public", read: () => ORDER_BOOK }),
  health: () => ({ reach: { path: ["ping"], access: "public", read: () => undefined } }),
  editOrder: () => ({ method: "PATCH", path: ["orders"], effect: "edit", read: () => "accepted" }),
  previewOrder: () => ({ method: "POST", path: ["preview"], read: () => PREVIEW }),
  subscribeOrderBook: TEST_STREAMS.subscribeOrderBook as NonNullable<VenueOperations["subscribeOrderBook"]>,
  subscribeTrades: TEST_STREAMS.subscribeTrades as NonNullable<VenueOperations["subscribeTrades"]>,
  subscribeOrders: TEST_STREAMS.subscribeOrders as NonNullable<VenueOperations["subscribeOrders"]>,
};
