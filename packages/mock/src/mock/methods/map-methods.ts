import type { AllMethods, CapabilityMethod } from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";

/** Wraps each method that the client has. `wrap` must keep the parameters and the result of the method. */
export function mapMethods(
  methods: AllMethods,
  wrap: (
    name: CapabilityMethod,
    method: AllMethods[CapabilityMethod],
  ) => (...parameters: readonly unknown[]) => unknown,
): AllMethods {
  const wrapped = CAPABILITY_METHODS.flatMap((name) => {
    const method: AllMethods[CapabilityMethod] | undefined = methods[name];
    return method === undefined ? [] : [[name, wrap(name, method)]];
  });
  return Object.fromEntries(wrapped) as AllMethods;
}
