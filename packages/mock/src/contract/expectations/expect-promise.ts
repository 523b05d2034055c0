import { expectThat } from "./expectations.ts";

/** The promise that a call gives: a method never throws, it rejects. */
export function expectPromise(name: string, call: () => unknown): Promise<unknown> {
  const { result, thrown } = attempt(call);
  expectThat(thrown === undefined, `${name} should reject, and not throw`, thrown);
  expectThat(result instanceof Promise, `${name} should give a promise`, result);
  return result;
}

function attempt(call: () => unknown): { readonly result?: unknown; readonly thrown?: string } {
  try {
    return { result: call() };
  } catch (error) {
    return { thrown: String(error) };
  }
}
