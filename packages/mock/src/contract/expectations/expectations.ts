import type { VenueError, VenueErrorFields } from "@cqvx/core";
import {
  compareDecimals,
  isVenueError,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  ProductStatus,
  TimeInForce,
} from "@cqvx/core/in-memory";

const LONGEST_TEXT = 600;
const VIOLATION = "ContractViolation";
const DECIMAL = /^\d+(?:\.\d+)?$/;

const CONSTANTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  status: OrderStatus,
  statuses: OrderStatus,
  productStatus: ProductStatus,
  side: OrderSide,
  type: OrderType,
  types: OrderType,
  timeInForce: TimeInForce,
};

/** Throws when a promise is broken. The error names the promise and the found value. */
export function expectThat(isKept: boolean, promise: string, found?: unknown): asserts isKept {
  if (!isKept) throw violation(promise, found);
}

/** Checks that two values are the same, or have the same JSON. */
export function expectSame(found: unknown, wanted: unknown, what: string): void {
  if (found === wanted || toJson(found) === toJson(wanted)) return;
  throw Object.assign(violation(`${what} should be ${show(wanted)}`, found ?? "nothing"), {
    actual: found,
    expected: wanted,
  });
}

/** Checks that an amount is a decimal in plain notation with the wanted value. Trailing zeros do not matter. */
export function expectAmount(found: string | undefined, wanted: string, what: string): void {
  expectDecimal(found, what);
  if (compareDecimals(found, wanted) !== 0) throw violation(`${what} should have the value ${wanted}`, found);
}

export function expectDecimal(found: unknown, what: string): asserts found is string {
  if (typeof found !== "string" || !DECIMAL.test(found))
    throw violation(`${what} should be a decimal string in plain notation`, found ?? "nothing");
}

/** Checks that a call rejects with a `VenueError` with these fields. Returns the error. */
export async function expectRejection(
  work: Promise<unknown>,
  wanted: Partial<VenueErrorFields>,
  what: string,
): Promise<VenueError> {
  const outcome = await work.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw violation(`${what} should reject`, outcome.value);
  const { error } = outcome;
  if (error instanceof Error && error.name === VIOLATION) throw error;
  if (!isVenueError(error)) throw violation(`${what} should reject with a VenueError`, String(error));
  const found: Readonly<Record<string, unknown>> = { ...error.toJSON() };
  for (const [field, value] of Object.entries(wanted)) {
    expectSame(found[field], value, `${field} of the error of ${what} (${error.message})`);
  }
  return error;
}

function violation(promise: string, found?: unknown): Error {
  const error = new Error(found === undefined ? promise : `${promise}; found ${show(found)}`);
  error.name = VIOLATION;
  return error;
}

/** Formats a value as JSON with enum names. Cuts long texts, because books are large. */
export function show(value: unknown): string {
  const text = toText(value, (key, part) => {
    const constants = CONSTANTS[key];
    if (constants === undefined) return part;
    const nameIn = (each: unknown): unknown => (typeof each === "number" ? nameOf(constants, each) : each);
    return Array.isArray(part) ? part.map(nameIn) : nameIn(part);
  });
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function toJson(value: unknown): string {
  return toText(value, (_key, part) => part);
}

function toText(value: unknown, replace: (key: string, part: unknown) => unknown): string {
  const isProduct = (holder: unknown): boolean =>
    typeof holder === "object" && holder !== null && "baseAsset" in holder;
  const text = JSON.stringify(value, function (this: unknown, key, part: unknown) {
    if (typeof part === "bigint") return String(part);
    return replace(key === "status" && isProduct(this) ? "productStatus" : key, part);
  });
  return text ?? String(value);
}
