import type { StreamOptions } from "../contract/subscription.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { checkKnownFields } from "./known-fields.ts";

const SHARED_FIELDS = ["signal", "timeoutMs", "onState", "onError"];

const CALLBACKS = ["onState", "onError", "onGap"];

/** Checks what a subscription is given to call: what is no function would be missed when it is needed. */
export function checkStreamArguments(
  handler: unknown,
  options: StreamOptions,
  ownFields: readonly string[],
  call: CallContext,
): void {
  if (typeof handler !== "function") throw invalidInput(call, "handler", "must be a function");
  checkKnownFields(options, [...SHARED_FIELDS, ...ownFields], "options", call);
  for (const [name, value] of Object.entries(options)) {
    if (CALLBACKS.includes(name) && value !== undefined && typeof value !== "function") {
      throw invalidInput(call, name, "must be a function");
    }
  }
}
