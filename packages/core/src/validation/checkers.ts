import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { DECIMAL_RULE, isPositiveDecimal } from "../values/decimal-text.ts";
import { checkKnownFields } from "./known-fields.ts";

/**
 * Checks one field of a caller's input, such as a configuration or an option, and returns the value to use. `value` is
 * undefined when the field is absent. Throws `invalidInput` with the field's name.
 */
export type Checker<Value> = (value: unknown, call: CallContext, field: string) => Value;

/** The fields of an object, each with its checker. */
export type Checkers<Fields extends object> = { readonly [Field in keyof Fields]-?: Checker<Fields[Field]> };

/** Checks each field that has a checker, in the order of the checkers. Other fields are ignored. */
export function checkFields<Fields extends object>(
  input: object,
  checkers: Checkers<Fields>,
  call: CallContext,
  prefix = "",
): Fields {
  const values: Partial<Record<string, unknown>> = { ...input };
  const checked: Partial<Fields> = {};
  for (const field in checkers) {
    checked[field] = checkers[field](values[field], call, `${prefix}${field}`);
  }
  return checked as Fields;
}

/** Creates a checker for an object with these fields and no others. Errors name a field as "twap.bucketSize". */
export function shape<Fields extends object>(checkers: Checkers<Fields>): Checker<Fields> {
  return (value, call, field) => {
    checkKnownFields(value, Object.keys(checkers), field, call);
    return checkFields(Object(value), checkers, call, `${field}.`);
  };
}

/** Creates a checker for a field that may be absent. */
export function optional<Value>(check: Checker<Value>): Checker<Value | undefined> {
  return (value, call, field) => (value === undefined ? undefined : check(value, call, field));
}

/** Creates a checker for a field that must be one of these words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Checker<Word> {
  return (value, call, field) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw invalidInput(call, field, `must be ${words.join(" or ")}`);
    return word;
  };
}

/** Checks a field that must be a decimal string above zero. */
export const checkDecimal: Checker<string> = (value, call, field) => {
  if (!isPositiveDecimal(value)) throw invalidInput(call, field, DECIMAL_RULE);
  return value;
};

/** Creates a checker for a field that must be an integer from 1 to a limit. */
export function countTo(most: number): Checker<number> {
  return (value, call, field) => {
    if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most) return Number(value);
    const range = most === Number.MAX_SAFE_INTEGER ? "from 1" : `from 1 to ${most}`;
    throw invalidInput(call, field, `must be an integer ${range}`);
  };
}

/** Checks a field that must be an integer from 1. */
export const checkCount: Checker<number> = countTo(Number.MAX_SAFE_INTEGER);
