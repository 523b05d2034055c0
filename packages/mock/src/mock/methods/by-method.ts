import type { CapabilityMethod } from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";

/**
 * Creates an object with one value for each method of the contract and the optional roles. The key is the method's name, or
 * the result of `rename`. The caller must pass a `Made` type that matches the results of `make`.
 */
export function byMethod<Made>(
  make: (method: CapabilityMethod) => unknown,
  rename: (method: CapabilityMethod) => string = (method) => method,
): Made {
  return Object.fromEntries(CAPABILITY_METHODS.map((method) => [rename(method), make(method)])) as Made;
}
