import type { AllMethods, CapabilityMethod } from "@cqvx/core";
import { CAPABILITY_METHODS } from "@cqvx/core/in-memory";

/** Wraps each method that is offered; what is not there stays away. `wrap` has to keep what a method takes and gives. */
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
