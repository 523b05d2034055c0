import type { OrderType } from "../cqc/enums.ts";
import type { Account, Fills, Health, Market, Streaming, Trading } from "./venue-client.ts";

/** The methods of the contract, and of the optional roles. */
export type CapabilityMethod =
  | keyof Trading
  | keyof Account
  | keyof Market
  | keyof Streaming
  | keyof Health
  | keyof Fills;

/** What a venue has: a method that is false here rejects with kind `unsupported`. */
export interface Capabilities {
  readonly methods: Readonly<Record<CapabilityMethod, boolean>>;
  readonly orderTypes: readonly OrderType[];
}

const NO_METHODS: Readonly<Record<CapabilityMethod, false>> = {
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
};

/** The capabilities of a venue that has these methods and no others. */
export function createCapabilities(
  methods: readonly CapabilityMethod[],
  orderTypes: readonly OrderType[],
): Capabilities {
  const own = Object.fromEntries(methods.map((method) => [method, true]));
  return { methods: { ...NO_METHODS, ...own }, orderTypes };
}
