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
 * The fields of a message that a test cares about. One that is `undefined` is left out of the message, where the message can
 * be without it. Times may also be a `Date`, or text in RFC 3339.
 */
export type Overrides<Message> = {
  readonly [Field in keyof Message]?: OverrideOf<Message[Field]> | undefined;
};

type OverrideOf<Value> = Extract<Value, Timestamp> extends never ? Value : TimeInput;

/** Fields with a value, or without one. */
export type Fields<Message> = { readonly [Field in keyof Message]?: Message[Field] | undefined };

const BUILD = { venue: "mock", operation: "build" };

/** The time of what is built, unless it is said otherwise: 2026-01-05T12:00:00Z. */
export function builtTime(): Timestamp {
  return timestampFromMilliseconds(START_MS);
}

const TIME_FIELDS = ["startTime", "expireTime", "createdTime", "updatedTime", "timestamp"];

/**
 * A message of its defaults and of what overrides them. `required` has the fields that the message cannot be without, with
 * what they are when nobody says anything.
 *
 * @throws VenueError of kind `invalidInput` for a time that is none
 */
export function override<Message extends object>(
  required: Message,
  defaults: Fields<Message>,
  overrides: Overrides<Message>,
): Message {
  const message = withPresent({ ...required }, defaults);
  for (const [field, value] of Object.entries<unknown>(withTimes(overrides))) {
    // It is no field, and to set it would change what the message is.
    if (field === "__proto__") continue;
    if (value !== undefined) Reflect.set(message, field, value);
    else if (!(field in required)) Reflect.deleteProperty(message, field);
  }
  return message;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** That what is reckoned with are decimals. */
export function checkAmounts(amounts: Readonly<Record<string, unknown>>): void {
  for (const [field, amount] of Object.entries(amounts)) {
    if (amount !== undefined && (typeof amount !== "string" || !DECIMAL.test(amount)))
      throw invalidInput(BUILD, field, 'must be a decimal string, such as "0.1"');
  }
}

/** Overrides of overrides: what is `undefined` of a field that the message cannot be without stays as it was said before. */
export function mergeOverrides<Message extends object>(
  required: Message,
  first: Overrides<Message>,
  second: Overrides<Message>,
): Overrides<Message> {
  const said = Object.entries(second).filter(([field, value]) => value !== undefined || !(field in required));
  return { ...first, ...Object.fromEntries(said) };
}

/** What is made up of a message follows from what was given of it, in whatever order: the same overrides give the same ids. */
export function randomOf(what: string, overrides: object): SeededRandom {
  const sorted = Object.entries(overrides).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createSeededRandom(0, `${what} ${JSON.stringify(toPlain(sorted))}`);
}

function withTimes<Message>(overrides: Overrides<Message>): Overrides<Message> {
  const times: Record<string, Timestamp> = {};
  for (const [field, value] of Object.entries<unknown>(overrides)) {
    if (value !== undefined && TIME_FIELDS.includes(field))
      times[field] = checkTime(value as TimeInput, field, BUILD);
  }
  return { ...overrides, ...times };
}
