import type { CallContext } from "@cqvx/core";
import { invalidInput, isLess, isPositiveDecimal } from "@cqvx/core/in-memory";

/** The format of the names of a record. */
export interface NameRule {
  readonly pattern: RegExp;
  /** The error text that follows the field's name. */
  readonly rule: string;
}

/** Reads each value of a record with names of the caller's choice. An error includes such a name only after it was checked. */
export function readByName<Given, Value>(
  record: Readonly<Record<string, Given>>,
  field: string,
  { pattern, rule }: NameRule,
  call: CallContext,
  read: (given: Given, field: string) => Value,
): ReadonlyMap<string, Value> {
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw invalidInput(call, field, "must be an object");
  return new Map(
    Object.entries(record).map(([name, given]) => {
      if (!pattern.test(name)) throw invalidInput(call, field, rule);
      return [name, read(given, `${field}.${name}`)];
    }),
  );
}

const ZERO = /^0(?:\.0{1,18})?$/;

/** Reads a decimal of zero or more. Throws `invalidInput` with the field's name for any other value. */
export function readNotNegative(value: unknown, field: string, call: CallContext): string {
  if (isPositiveDecimal(value)) return value;
  if (typeof value !== "string" || !ZERO.test(value))
    throw invalidInput(call, field, 'must be a decimal string of zero or more, such as "0.1"');
  return value;
}

/** Reads a fraction below one. An absent value is "0". */
export function readShare(value: unknown, field: string, call: CallContext): string {
  const share = value === undefined ? "0" : readNotNegative(value, field, call);
  if (!isLess(share, "1")) throw invalidInput(call, field, 'must be below one: "0.001" is 0.1 %');
  return share;
}
