import type { CapabilityMethod } from "@cqvx/core";
import { CONTRACT_METHODS, OPTIONAL_METHODS } from "@cqvx/core/in-memory";

const CONTRACT: readonly string[] = CONTRACT_METHODS;
const OPTIONAL: readonly string[] = OPTIONAL_METHODS;

/** Whether every client has the method, also where its venue lacks what it is for. */
export function isContractMethod(name: string): name is CapabilityMethod {
  return CONTRACT.includes(name);
}

/** Whether the method is there only where the venue has its role. */
export function isOptionalMethod(name: string): name is CapabilityMethod {
  return OPTIONAL.includes(name);
}
