import type { CallContext } from "@cqvx/core";
import { invalidInput, isLess, isPositiveDecimal } from "@cqvx/core/in-memory";

/** What the names of a record have to look like. */
export interface NameRule {
  readonly pattern: RegExp;
  /** In words that follow the field's name. */
  readonly rule: string;
}

/** Reads each value of a record whose names the caller chose. Their names are in the errors once they have been checked. */
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

/** A decimal that may be zero, or `invalidInput` with the field's name. */
export function readNotNegative(value: unknown, field: string, call: CallContext): string {
  if (isPositiveDecimal(value)) return value;
  if (typeof value !== "string" || !ZERO.test(value))
    throw invalidInput(call, field, 'must be a decimal string from zero, such as "0.1"');
  return value;
}

/** A share below one; none where nothing is said. */
export function readShare(value: unknown, field: string, call: CallContext): string {
  const share = value === undefined ? "0" : readNotNegative(value, field, call);
  if (!isLess(share, "1")) throw invalidInput(call, field, 'must be below one: "0.001" is 0.1 %');
  return share;
}
