import {
  type CapabilityMethod,
  type NewOrder,
  type OrderBook,
  OrderSide,
  OrderStatus,
  OrderType,
  TimeInForce,
  VenueError,
} from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";
import type { ContractClient } from "../declaration/contract-subject.ts";

export interface TinyFacts {
  readonly methods: readonly CapabilityMethod[];
  readonly orderTypes: readonly OrderType[];
  /** Whether an order is one that the venue does not have. */
  readonly isUnsupported: (order: NewOrder) => boolean;
  /** Whether it says what orders hold. */
  readonly locked: string | undefined;
  /** What reads say of `postOnly`, whatever was placed. */
  readonly postOnly: boolean | undefined;
  /** Whether its book has the orders that were placed. */
  readonly showsOrders: boolean;
}

export interface TinyClient extends ContractClient {
  readonly closings: () => number;
}

/** Just enough of a client to try the contract itself: it takes orders, and nothing comes of them. */
export function createTinyClient(facts: Partial<TinyFacts> = {}): TinyClient {
  const { methods = ["placeOrder", "getOrder", "getOrderBook", "getBalance", "health"], isUnsupported } =
    facts;
  const { orderTypes = [OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT] } = facts;
  const bids = [level("64000.10"), level("63999.00")];
  let closings = 0;
  const refuse = (operation: CapabilityMethod): never => {
    throw new VenueError({ kind: "unsupported", venue: "tiny", operation, reason: "it has none" });
  };
  const refusing =
    (operation: CapabilityMethod): (() => Promise<never>) =>
    async () =>
      refuse(operation);
  const close = async (): Promise<void> => {
    closings += 1;
  };
  return {
    venue: "tiny",
    capabilities: {
      methods: {
        placeOrder: false,
        cancelOrder: false,
        getOrder: false,
        getOrders: false,
        getBalance: false,
        getOrderBook: false,
        subscribeOrderBook: false,
        subscribeTrades: false,
        health: false,
        getFills: false,
        getProducts: false,
        editOrder: false,
        previewOrder: false,
        subscribeOrders: false,
        ...Object.fromEntries(CAPABILITY_METHODS.map((name) => [name, methods.includes(name)])),
      },
      orderTypes,
    },
    placeOrder: async (order) => {
      if (isUnsupported?.(order)) refuse("placeOrder");
      const { symbol, side, type, price = "1" } = order;
      if (facts.showsOrders) bids.push(level(price));
      const ids = { orderId: "1", clientOrderId: "2" };
      const terms = { symbol, side, type, timeInForce: TimeInForce.GTC, status: OrderStatus.OPEN };
      return {
        $typeName: "cqc.venues.v1.ExecutionReport",
        ...ids,
        ...terms,
        rejectReason: "",
        venueStatus: "",
      };
    },
    cancelOrder: refusing("cancelOrder"),
    getOrder: async (orderId) => ({
      $typeName: "cqc.venues.v1.Order",
      orderId,
      clientOrderId: "2",
      symbol: "BTC-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      status: OrderStatus.OPEN,
      rejectReason: "",
      venueStatus: "",
      venueType: "",
      postOnly: facts.postOnly,
    }),
    getOrders: refusing("getOrders"),
    getBalance: async () => ({
      $typeName: "cqc.venues.v1.Balance",
      assets: [{ $typeName: "cqc.venues.v1.AssetBalance", asset: "BTC", total: "1", locked: facts.locked }],
    }),
    getOrderBook: async (symbol): Promise<OrderBook> => {
      const asks = [level("64000.20")];
      return { $typeName: "cqc.markets.v1.OrderBook", symbol, bids: [...bids], asks, indicative: false };
    },
    subscribeOrderBook: refusing("subscribeOrderBook"),
    subscribeTrades: refusing("subscribeTrades"),
    health: async () => ({ venue: "tiny", latencyMs: 0, auth: "ok", streams: "idle" }),
    close,
    closings: () => closings,
    [Symbol.asyncDispose]: close,
  };
}

function level(price: string): OrderBook["bids"][number] {
  return { $typeName: "cqc.markets.v1.PriceLevel", price, quantity: "1" };
}
