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
  /** True for an order that the venue does not support. */
  readonly isUnsupported: (order: NewOrder) => boolean;
  /** The locked amount of the balance. Undefined when the venue does not report it. */
  readonly locked: string | undefined;
  /** The value of `postOnly` on every read. */
  readonly postOnly: boolean | undefined;
  /** True when the book shows placed orders. */
  readonly showsOrders: boolean;
}

export interface TinyClient extends ContractClient {
  readonly closings: () => number;
}

/** Creates a minimal client for tests of the contract itself. It accepts orders and never fills them. */
export function createTinyClient(facts: Partial<TinyFacts> = {}): TinyClient {
  const { methods = ["placeOrder", "getOrder", "getOrderBook", "getBalance", "health"], isUnsupported } =
    facts;
  const { orderTypes = [OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT] } = facts;
  const bids = [level("64000.10"), level("63999.00")];
  let closings = 0;
  const refuse = (operation: CapabilityMethod): never => {
    throw new VenueError({
      kind: "unsupported",
      venue: "tiny",
      operation,
      reason: "the tiny venue does not have it",
    });
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
