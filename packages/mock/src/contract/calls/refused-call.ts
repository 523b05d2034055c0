import type { CapabilityMethod, VenueError } from "@cqvx/core";
import { expectRejection, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { callUntyped } from "./untyped-call.ts";

/** Checks that a method refuses its arguments before sending. The error must name one of the fields, or an item of it. */
export async function expectRefused(
  trial: Trial,
  name: CapabilityMethod,
  args: readonly unknown[],
  ...fields: readonly string[]
): Promise<VenueError> {
  const what = `${name}(${args.map(show).join(", ")})`;
  const error = await expectRejection(
    callUntyped(trial, name, ...args),
    { kind: "invalidInput", operation: name, sent: "no", retryable: false },
    what,
  );
  const { field = "" } = error;
  const isNamed = fields.some((wanted) => field === wanted || field.startsWith(`${wanted}[`));
  expectThat(isNamed, `the error of ${what} should name the field ${fields.join(" or ")}`, error.field);
  return error;
}

function show(value: unknown): string {
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}
