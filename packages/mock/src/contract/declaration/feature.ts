import type { CapabilityMethod } from "@cqvx/core";
import { OrderType, TimeInForce } from "@cqvx/core/in-memory";
import type { ContractLevers } from "./contract-levers.ts";
import { isContractMethod, isOptionalMethod } from "./method-names.ts";

type TypeName = "MARKET" | "LIMIT" | "STOP_LIMIT";
type TimeInForceName = "GTD" | "IOC" | "FOK";
type LeverName = keyof ContractLevers;
type Other = "postOnly" | "postOnlyReadBack" | "quoteQuantity" | "locked" | "ownOrdersInBook";

/**
 * A feature that a venue may lack: a method, an order type, an order term, a lever of the subject, or one of these:
 *
 * - `postOnlyReadBack`: a read of an order says that the order is post-only
 * - `locked`: balances have the available and the locked amount
 * - `ownOrdersInBook`: the book shows the account's own orders
 */
export type Feature = CapabilityMethod | TypeName | TimeInForceName | Other | `lever ${LeverName}`;

/** The order types that cases place. */
export const TYPES: Readonly<Record<TypeName, OrderType>> = {
  MARKET: OrderType.MARKET,
  LIMIT: OrderType.LIMIT,
  STOP_LIMIT: OrderType.STOP_LIMIT,
};

/** The times in force that cases use, besides GTC. */
export const TIMES_IN_FORCE: Readonly<Record<TimeInForceName, TimeInForce>> = {
  GTD: TimeInForce.GTD,
  IOC: TimeInForce.IOC,
  FOK: TimeInForce.FOK,
};

export const LEVERS: readonly LeverName[] = ["trade", "interrupt", "holdReplies", "takeDown"];
const LEVER_FEATURES: readonly string[] = LEVERS.map((name) => `lever ${name}`);
const OTHERS: readonly string[] = [
  "postOnly",
  "postOnlyReadBack",
  "quoteQuantity",
  "locked",
  "ownOrdersInBook",
] satisfies Other[];

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(TYPES, name);
}

export function isTimeInForceName(name: string): name is TimeInForceName {
  return Object.hasOwn(TIMES_IN_FORCE, name);
}

export function isMethodName(name: string): name is CapabilityMethod {
  return isContractMethod(name) || isOptionalMethod(name);
}

export function isFeature(name: string): name is Feature {
  const isTerm = isTypeName(name) || isTimeInForceName(name);
  return isMethodName(name) || isTerm || OTHERS.includes(name) || LEVER_FEATURES.includes(name);
}
