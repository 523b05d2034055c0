import type { CapabilityMethod } from "@cqvx/core";
import { expectPromise } from "../expectations/expect-promise.ts";
import { expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { callMethod } from "./every-method.ts";

/** Calls a method with arguments of any type, as JavaScript code can. */
export function callUntyped(
  { client }: Pick<Trial, "client">,
  name: CapabilityMethod,
  ...args: readonly unknown[]
): Promise<unknown> {
  const method: unknown = client[name];
  expectThat(typeof method === "function", `the client should have ${name}`);
  return expectPromise(name, () => Reflect.apply(method, undefined, args));
}

/** Calls a method with valid arguments and any options. */
export function callWithOptions(trial: Trial, name: CapabilityMethod, options: unknown): Promise<unknown> {
  return Reflect.apply(callMethod, undefined, [trial, name, options]);
}
