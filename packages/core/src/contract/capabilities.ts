import type { OrderType } from "../cqc/enums.ts";

/** The methods of the contract, which every client has. */
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

/** The methods of the optional roles. A client has the ones that its venue supports. */
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

/** All methods of the contract and of the optional roles. */
export const CAPABILITY_METHODS: readonly CapabilityMethod[] = [...CONTRACT_METHODS, ...OPTIONAL_METHODS];

/**
 * The features that a venue supports. A method of the contract that is false here rejects with kind `unsupported`. A
 * method of an optional role that is false here does not exist on the client.
 */
export interface Capabilities {
  readonly methods: Readonly<Record<CapabilityMethod, boolean>>;
  readonly orderTypes: readonly OrderType[];
}

/** Returns the capabilities of a client. A method is true when the venue has an operation for it. */
export function createCapabilities(
  operations: Readonly<Partial<Record<CapabilityMethod, unknown>>>,
  orderTypes: readonly OrderType[],
): Capabilities {
  const has = CAPABILITY_METHODS.map((name) => [name, operations[name] !== undefined] as const);
  return { methods: Object.fromEntries(has) as Record<CapabilityMethod, boolean>, orderTypes };
}
