import type { Capabilities } from "@cqvx/core";
import { isVenueError } from "@cqvx/core/in-memory";
import type { ContractLevers } from "./declaration/contract-levers.ts";
import {
  type Feature,
  isMethodName,
  isTimeInForceName,
  isTypeName,
  LEVERS,
  TYPES,
} from "./declaration/feature.ts";
import { expectThat } from "./expectations/expectations.ts";

/** Checks that a subject has the levers that a case needs, and no lever that is declared as lacking. */
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
      expectThat(!isThere, `"${feature}" is declared in lacks, but make() returns levers.${name}`);
    else expectThat(isThere, `make() should return levers.${name}, or lacks should declare "${feature}"`);
  }
}

/** Checks that the capabilities include the features that a case needs. A missing feature must be declared in `lacks`. */
export function checkCapabilities(needs: readonly Feature[], { methods, orderTypes }: Capabilities): void {
  for (const feature of needs) {
    const isMissing = isMethodName(feature)
      ? !methods[feature]
      : isTypeName(feature) && !orderTypes.includes(TYPES[feature]);
    const where = isTypeName(feature) ? "orderTypes" : "methods";
    expectThat(!isMissing, `capabilities.${where} has no ${feature}: declare "${feature}" in lacks`);
  }
}

/** Order terms that the capabilities do not list. */
const TERMS: readonly Feature[] = ["postOnly", "quoteQuantity"];

/** Rethrows the error of a failed case. When the client does not support an order term, says how to declare it. */
export function throwExplained(error: unknown, needs: readonly Feature[]): never {
  const terms = needs.filter((name) => isTimeInForceName(name) || TERMS.includes(name));
  const isTerm = isVenueError(error, "unsupported") && terms.length > 0;
  const names = terms.map((name) => `"${name}"`).join(" or ");
  expectThat(
    !isTerm,
    `the client does not support a term that the case needs: declare ${names} in lacks`,
    String(error),
  );
  throw error;
}
