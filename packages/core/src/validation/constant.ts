import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** Checks that a caller's value is one of an enum's constants, but not UNSPECIFIED. Throws `invalidInput`. */
export function checkConstant<Constants extends Readonly<Record<string, number>>>(
  value: unknown,
  constants: Constants,
  field: string,
  call: CallContext,
): Constants[keyof Constants] {
  const known = Object.entries(constants).filter(([, constant]) => constant !== 0);
  if (!known.some(([, constant]) => constant === value)) {
    throw invalidInput(
      call,
      field,
      `must be one of the constants ${known.map(([name]) => name).join(", ")}, and not a name`,
    );
  }
  return value as Constants[keyof Constants];
}
