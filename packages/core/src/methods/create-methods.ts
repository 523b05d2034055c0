import type { AllMethods } from "../contract/all-methods.ts";
import {
  CAPABILITY_METHODS,
  type CapabilityMethod,
  CONTRACT_METHODS,
  type ContractMethod,
} from "../contract/capabilities.ts";
import { unsupported } from "../errors/invalid-input.ts";
import type { ClientOperations } from "./client-operations.ts";
import type { MethodContext, MethodTable } from "./method-context.ts";
import { READING_METHODS } from "./reading-methods.ts";
import { STREAMING_METHODS } from "./streaming-methods.ts";
import { TRADING_METHODS } from "./trading-methods.ts";

/** The methods of a client: all of the contract, and the methods of optional roles that have an operation. */
export type MethodsOf<Operations> = Pick<AllMethods, ContractMethod | (keyof Operations & CapabilityMethod)>;

const METHODS: MethodTable<CapabilityMethod> = {
  ...TRADING_METHODS,
  ...READING_METHODS,
  ...STREAMING_METHODS,
};

/**
 * Makes the methods of a client from its operations. A method of the contract without an operation rejects with
 * `unsupported`. A method of an optional role without one is left out.
 */
export function createMethods<Operations extends ClientOperations>(
  context: MethodContext,
  operations: Operations,
): MethodsOf<Operations> {
  const methods: Partial<Record<CapabilityMethod, unknown>> = {};
  for (const name of CAPABILITY_METHODS) {
    const method = createMethod(context, operations, name);
    if (method !== undefined) methods[name] = method;
  }
  return methods as MethodsOf<Operations>;
}

function createMethod<Name extends CapabilityMethod>(
  context: MethodContext,
  operations: ClientOperations,
  name: Name,
): AllMethods[Name] | (() => Promise<never>) | undefined {
  const operation = operations[name];
  if (operation !== undefined) return METHODS[name](context, operation);
  return CONTRACT.has(name) ? () => refuse(context, name) : undefined;
}

const CONTRACT: ReadonlySet<CapabilityMethod> = new Set(CONTRACT_METHODS);

function refuse({ calls, venue }: MethodContext, name: CapabilityMethod): Promise<never> {
  return calls.run(name, undefined, async (call) => {
    throw unsupported(call, `${venue} does not have it`);
  });
}
