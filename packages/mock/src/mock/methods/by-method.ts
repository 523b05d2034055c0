import type { CapabilityMethod } from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";

/**
 * An object with one thing for each method of the contract and the optional roles, under the method's name or one that is
 * made of it. `Made` has to say what `make` makes.
 */
export function byMethod<Made>(
  make: (method: CapabilityMethod) => unknown,
  rename: (method: CapabilityMethod) => string = (method) => method,
): Made {
  return Object.fromEntries(CAPABILITY_METHODS.map((method) => [rename(method), make(method)])) as Made;
}
