import type { TimeInput, Timestamp } from "@cqvx/core";
import {
  checkTime,
  invalidInput,
  timestampFromMilliseconds,
  toPlain,
  withPresent,
} from "@cqvx/core/in-memory";
import { START_MS } from "../venue/manual-clock.ts";
import { createSeededRandom, type SeededRandom } from "../venue/seeded-random.ts";

/**
 * The fields of a message that a test sets. An `undefined` field is removed from the message, unless the message requires
 * it. A time may also be a `Date` or RFC 3339 text.
 */
export type Overrides<Message> = {
  readonly [Field in keyof Message]?: OverrideOf<Message[Field]> | undefined;
};

type OverrideOf<Value> = Extract<Value, Timestamp> extends never ? Value : TimeInput;

/** The fields of a message, each with a value or `undefined`. */
export type Fields<Message> = { readonly [Field in keyof Message]?: Message[Field] | undefined };

const BUILD = { venue: "mock", operation: "build" };

/** Returns the default time of a built message: 2026-01-05T12:00:00Z. */
export function builtTime(): Timestamp {
  return timestampFromMilliseconds(START_MS);
}

const TIME_FIELDS = ["startTime", "expireTime", "createdTime", "updatedTime", "timestamp"];

/**
 * Builds a message from required fields, defaults and overrides. `required` has each field that the message must have, with
 * its fallback value.
 *
 * @throws VenueError of kind `invalidInput` for a time that cannot be read
 */
export function override<Message extends object>(
  required: Message,
  defaults: Fields<Message>,
  overrides: Overrides<Message>,
): Message {
  const message = withPresent({ ...required }, defaults);
  for (const [field, value] of Object.entries<unknown>(withTimes(overrides))) {
    // `__proto__` is not a field: setting it would change the prototype of the message.
    if (field === "__proto__") continue;
    if (value !== undefined) Reflect.set(message, field, value);
    else if (!(field in required)) Reflect.deleteProperty(message, field);
  }
  return message;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** Checks that amounts are decimal strings before they are used in a computation. */
export function checkAmounts(amounts: Readonly<Record<string, unknown>>): void {
  for (const [field, amount] of Object.entries(amounts)) {
    if (amount !== undefined && (typeof amount !== "string" || !DECIMAL.test(amount)))
      throw invalidInput(BUILD, field, 'must be a decimal string, such as "0.1"');
  }
}

/** Merges two sets of overrides. An `undefined` value in `second` keeps the value of `first` when the field is required. */
export function mergeOverrides<Message extends object>(
  required: Message,
  first: Overrides<Message>,
  second: Overrides<Message>,
): Overrides<Message> {
  const given = Object.entries(second).filter(
    ([field, value]) => value !== undefined || !(field in required),
  );
  return { ...first, ...Object.fromEntries(given) };
}

/** Creates the random source of a built message. The same overrides, in any order, give the same ids. */
export function randomOf(messageName: string, overrides: object): SeededRandom {
  const sorted = Object.entries(overrides).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createSeededRandom(0, `${messageName} ${JSON.stringify(toPlain(sorted))}`);
}

function withTimes<Message>(overrides: Overrides<Message>): Overrides<Message> {
  const times: Record<string, Timestamp> = {};
  for (const [field, value] of Object.entries<unknown>(overrides)) {
    if (value !== undefined && TIME_FIELDS.includes(field))
      times[field] = checkTime(value as TimeInput, field, BUILD);
  }
  return { ...overrides, ...times };
}
