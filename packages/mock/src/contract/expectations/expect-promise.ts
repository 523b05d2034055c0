import { expectThat } from "./expectations.ts";

/** Calls a method and returns its promise. Fails when the method throws, because a method must reject. */
export function expectPromise(name: string, call: () => unknown): Promise<unknown> {
  const { result, thrown } = attempt(call);
  expectThat(thrown === undefined, `${name} should reject and not throw`, thrown);
  expectThat(result instanceof Promise, `${name} should return a promise`, result);
  return result;
}

function attempt(call: () => unknown): { readonly result?: unknown; readonly thrown?: string } {
  try {
    return { result: call() };
  } catch (error) {
    return { thrown: String(error) };
  }
}
