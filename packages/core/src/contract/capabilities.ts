import type { OrderType } from "../cqc/enums.ts";

/** The methods of the contract, and after them those of the optional roles. */
const NO_METHODS = {
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
} as const;

export type CapabilityMethod = keyof typeof NO_METHODS;

/** What a venue has: a method that is false here rejects with kind `unsupported`. */
export interface Capabilities {
  readonly methods: Readonly<Record<CapabilityMethod, boolean>>;
  readonly orderTypes: readonly OrderType[];
}

/** The capabilities of a venue that has these methods and no others. */
export function createCapabilities(
  methods: readonly CapabilityMethod[],
  orderTypes: readonly OrderType[],
): Capabilities {
  const own = Object.fromEntries(methods.map((method) => [method, true]));
  return { methods: { ...NO_METHODS, ...own }, orderTypes };
}
