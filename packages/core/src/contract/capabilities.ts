import type { OrderType } from "../cqc/enums.ts";

/** The methods of the contract. */
const CONTRACT_METHODS = {
  placeOrder: true,
  cancelOrder: true,
  getOrder: true,
  getOrders: true,
  getBalance: true,
  getOrderBook: true,
  subscribeOrderBook: true,
  subscribeTrades: true,
  health: true,
} as const;

/** The methods of the optional roles. */
const OPTIONAL_METHODS = {
  getFills: false,
  subscribeOrders: false,
} as const;

export type CapabilityMethod = keyof typeof CONTRACT_METHODS | keyof typeof OPTIONAL_METHODS;

/** What a venue has: a method that is false here rejects with kind `unsupported`. */
export interface Capabilities {
  readonly methods: Readonly<Record<CapabilityMethod, boolean>>;
  readonly orderTypes: readonly OrderType[];
}

/** Methods that a venue has beyond the contract, and with `false` those that it lacks. */
export type OwnMethods = Readonly<Partial<Record<CapabilityMethod, boolean>>>;

/** The capabilities of a venue that has the methods of the contract, but for what it says itself. */
export function createCapabilities(own: OwnMethods, orderTypes: readonly OrderType[]): Capabilities {
  return { methods: { ...CONTRACT_METHODS, ...OPTIONAL_METHODS, ...own }, orderTypes };
}
