import type { StreamOptions } from "../contract/subscription.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { CALL_OPTIONS, checkKnownFields } from "./known-fields.ts";

const SHARED_FIELDS = [...CALL_OPTIONS, "onState", "onError"];

/** The required type of each option, by name. */
const TYPES: Readonly<Record<string, { readonly type: string; readonly rule: string }>> = {
  onState: { type: "function", rule: "must be a function" },
  onError: { type: "function", rule: "must be a function" },
  onGap: { type: "function", rule: "must be a function" },
  history: { type: "boolean", rule: "must be true or false" },
};

/** Checks the arguments of a subscription, because a wrong callback would fail only when it is called. */
export function checkStreamArguments(
  handler: unknown,
  options: StreamOptions,
  ownFields: readonly string[],
  call: CallContext,
): void {
  if (typeof handler !== "function") throw invalidInput(call, "handler", "must be a function");
  checkKnownFields(options, [...SHARED_FIELDS, ...ownFields], "options", call);
  for (const [name, value] of Object.entries(options)) {
    const known = TYPES[name];
    if (known === undefined || value === undefined) continue;
    if (typeof value !== known.type) throw invalidInput(call, name, known.rule);
  }
}
