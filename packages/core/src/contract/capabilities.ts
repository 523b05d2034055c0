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

export type ContractMethod = (typeof CONTRACT_METHODS)[number];
export type OptionalMethod = (typeof OPTIONAL_METHODS)[number];
export type CapabilityMethod = ContractMethod | OptionalMethod;

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

/** Returns the capabilities of a client: a method is true where there is an operation for it. */
export function createCapabilities(
  operations: Readonly<Partial<Record<CapabilityMethod, unknown>>>,
  orderTypes: readonly OrderType[],
): Capabilities {
  const has = CAPABILITY_METHODS.map((name) => [name, operations[name] !== undefined] as const);
  return { methods: Object.fromEntries(has) as Record<CapabilityMethod, boolean>, orderTypes };
}
