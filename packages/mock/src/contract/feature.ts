import type { Capabilities, CapabilityMethod } from "@cqvx/core";
import { isVenueError, OrderType, TimeInForce } from "@cqvx/core/in-memory";
import type { ContractLevers } from "./contract-levers.ts";
import { expectThat } from "./expectations.ts";
import { isContractMethod, isOptionalMethod } from "./method-names.ts";

type TypeName = "MARKET" | "LIMIT" | "STOP_LIMIT";
type TimeInForceName = "GTD" | "IOC" | "FOK";
type LeverName = keyof ContractLevers;
type Other = "postOnly" | "postOnlyReadBack" | "quoteQuantity" | "locked" | "ownOrdersInBook";

/**
 * A feature that a venue may lack: a method of the contract or of an optional role, a type or a term of orders, a lever of
 * the subject, or one of these:
 *
 * - `postOnlyReadBack`: a read of an order says that the order is post-only
 * - `locked`: balances say what is available and what orders hold
 * - `ownOrdersInBook`: the book shows the account's own orders
 */
export type Feature = CapabilityMethod | TypeName | TimeInForceName | Other | `lever ${LeverName}`;

/** The types of orders that cases place. */
export const TYPES: Readonly<Record<TypeName, OrderType>> = {
  MARKET: OrderType.MARKET,
  LIMIT: OrderType.LIMIT,
  STOP_LIMIT: OrderType.STOP_LIMIT,
};

/** The times in force that cases ask for, beside GTC. */
export const TIMES_IN_FORCE: Readonly<Record<TimeInForceName, TimeInForce>> = {
  GTD: TimeInForce.GTD,
  IOC: TimeInForce.IOC,
  FOK: TimeInForce.FOK,
};

const LEVERS: readonly LeverName[] = ["trade", "interrupt", "holdReplies", "takeDown"];
const LEVER_FEATURES: readonly string[] = LEVERS.map((name) => `lever ${name}`);
const OTHERS: readonly string[] = [
  "postOnly",
  "postOnlyReadBack",
  "quoteQuantity",
  "locked",
  "ownOrdersInBook",
] satisfies Other[];

/** Terms of orders that capabilities do not tell of. */
const TERMS: readonly string[] = ["postOnly", "quoteQuantity"] satisfies Other[];

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(TYPES, name);
}

export function isTimeInForceName(name: string): name is TimeInForceName {
  return Object.hasOwn(TIMES_IN_FORCE, name);
}

function isMethodName(name: string): name is CapabilityMethod {
  return isContractMethod(name) || isOptionalMethod(name);
}

export function isFeature(name: string): name is Feature {
  const isTerm = isTypeName(name) || isTimeInForceName(name);
  return isMethodName(name) || isTerm || OTHERS.includes(name) || LEVER_FEATURES.includes(name);
}

/** That a subject has the levers that a case needs, and none that are declared as lacking. */
export function checkLevers(
  needs: readonly Feature[],
  levers: ContractLevers,
  lacks: readonly Feature[] = [],
): void {
  for (const name of LEVERS) {
    const feature: Feature = `lever ${name}`;
    if (!needs.includes(feature)) continue;
    const isThere = levers[name] !== undefined;
    if (lacks.includes(feature))
      expectThat(!isThere, `"${feature}" is declared in lacks, but make() gives levers.${name}`);
    else expectThat(isThere, `make() should give levers.${name}, or "${feature}" be declared in lacks`);
  }
}

/** That a client says to have what a case needs of it: what it lacks has to be declared. */
export function checkCapabilities(needs: readonly Feature[], { methods, orderTypes }: Capabilities): void {
  for (const feature of needs) {
    const isMissing = isMethodName(feature)
      ? !methods[feature]
      : isTypeName(feature) && !orderTypes.includes(TYPES[feature]);
    const where = isTypeName(feature) ? "orderTypes" : "methods";
    expectThat(!isMissing, `capabilities.${where} has no ${feature}: declare "${feature}" in lacks`);
  }
}

/** Throws why a case failed; and what to declare, when the client says that it does not have a term of orders. */
export function throwExplained(error: unknown, needs: readonly Feature[]): never {
  const terms = needs.filter((name) => isTimeInForceName(name) || TERMS.includes(name));
  const isTerm = isVenueError(error, "unsupported") && terms.length > 0;
  const names = terms.map((name) => `"${name}"`).join(" or ");
  expectThat(!isTerm, `the case needs what the client refuses: declare ${names} in lacks`, String(error));
  throw error;
}
