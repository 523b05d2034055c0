import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

const DEFAULT_DEPTH = 50;

/** Checks the levels per side: an integer from 1, or `Infinity`. Returns 50 by default. */
export function checkDepth(depth: number | undefined, call: CallContext): number {
  const levels = depth ?? DEFAULT_DEPTH;
  if (!(levels === Number.POSITIVE_INFINITY || (Number.isInteger(levels) && levels >= 1))) {
    throw invalidInput(call, "depth", "must be an integer from 1, or Infinity");
  }
  return levels;
}
