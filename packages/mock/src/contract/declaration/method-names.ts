import type { CapabilityMethod } from "@cqvx/core";
import { CONTRACT_METHODS, OPTIONAL_METHODS } from "@cqvx/core/in-memory";

const CONTRACT: readonly string[] = CONTRACT_METHODS;
const OPTIONAL: readonly string[] = OPTIONAL_METHODS;

/** True when every client has the method, even if its venue does not support it. */
export function isContractMethod(name: string): name is CapabilityMethod {
  return CONTRACT.includes(name);
}

/** True when only clients with the optional role have the method. */
export function isOptionalMethod(name: string): name is CapabilityMethod {
  return OPTIONAL.includes(name);
}
