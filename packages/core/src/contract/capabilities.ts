import type { OrderType } from "../cqc/enums.ts";

/** The methods of the contract: every client has them. */
export const CONTRACT_METHODS = [
  "placeOrder",
  "cancelOrder",
  "getOrder",
  "getOrders",
  "getBalance",
  "getOrderBook",
  "subscribeOrderBook",
  "subscribeTrades",
  "health",
] as const;

/** Those of the optional roles: a client has them where its venue does. */
export const OPTIONAL_METHODS = [
  "getFills",
  "getProducts",
  "editOrder",
  "previewOrder",
  "subscribeOrders",
] as const;

export type CapabilityMethod = (typeof CONTRACT_METHODS)[number] | (typeof OPTIONAL_METHODS)[number];

/** All that a client can have. */
export const CAPABILITY_METHODS: readonly CapabilityMethod[] = [...CONTRACT_METHODS, ...OPTIONAL_METHODS];

/**
 * What a venue has. A method of the contract that is false here rejects with kind `unsupported`; one of an optional role is
 * not there.
 */
export interface Capabilities {
  readonly methods: Readonly<Record<CapabilityMethod, boolean>>;
  readonly orderTypes: readonly OrderType[];
}

/** The capabilities of a client with these methods, but for those that only say that the venue lacks them. */
export function createCapabilities(
  methods: object,
  orderTypes: readonly OrderType[],
  lacks: readonly CapabilityMethod[] = [],
): Capabilities {
  const has = CAPABILITY_METHODS.map((name) => [name, name in methods && !lacks.includes(name)] as const);
  return { methods: Object.fromEntries(has) as Record<CapabilityMethod, boolean>, orderTypes };
}
