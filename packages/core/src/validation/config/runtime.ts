import type { Runtime } from "../../contract/runtime.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { checkKnownFields } from "../known-fields.ts";

/** The functions that each part of the runtime must have. A part with an empty list is a function itself. */
const PARTS: Readonly<Record<keyof Runtime, readonly string[]>> = {
  fetch: [],
  WebSocket: [],
  logger: ["debug", "info", "warn", "error"],
  rateLimiter: ["acquire"],
  clock: ["now", "monotonic", "sleep"],
  random: [],
  randomBytes: [],
};

/** The functions that a part may have. */
const OPTIONAL_FUNCTIONS: Partial<typeof PARTS> = { clock: ["startTimer"] };

/**
 * Checks the parts of the runtime, because a part without a required function would fail in the middle of an order. Errors
 * name the field with this prefix.
 */
export function checkRuntime(runtime: Runtime, call: CallContext, prefix = "runtime."): void {
  checkKnownFields(runtime, Object.keys(PARTS), "runtime", call);
  for (const [name, functions] of Object.entries(PARTS)) {
    const part: unknown = runtime[name as keyof Runtime];
    if (part === undefined || (name === "logger" && part === false)) continue;
    const needed = functions.length === 0 ? [part] : functions.map((each) => Object(part)[each]);
    if (!needed.every((each) => typeof each === "function")) {
      const what = functions.length === 0 ? "a function" : `an object with ${functions.join(", ")}`;
      throw invalidInput(call, `${prefix}${name}`, `must be ${what}`);
    }
    for (const each of OPTIONAL_FUNCTIONS[name as keyof Runtime] ?? []) {
      if (!["function", "undefined"].includes(typeof Object(part)[each])) {
        throw invalidInput(call, `${prefix}${name}`, `has a ${each} that is no function`);
      }
    }
  }
}
