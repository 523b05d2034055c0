import type { Timestamp } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { normalizeDecimal } from "./decimal-text.ts";
import { parseTimestamp } from "./timestamp.ts";

/** 0001-01-01T00:00:00Z. */
const NO_TIME_SECONDS = "-62135596800";

const DIGITS = /^\d{1,16}$/;

type Path = readonly (string | number)[];

/** Where an object stands: linked, as a path is only written out when something is wrong. */
interface Place {
  readonly parent: JsonObject;
  readonly key: string;
  /** In a list. */
  readonly index?: number;
}

/** A number of the reply as its own characters. */
type ExactNumberAt = (path: Path) => unknown;

/**
 * One object of a venue's reply, read by named field. Missing, `null` and "" all mean absent, as venues mix them. A field
 * of the wrong type throws `MalformedReply` with its path; what nobody asks for is never looked at.
 */
export class JsonObject {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #place: Place | undefined;
  readonly #exactNumberAt: ExactNumberAt;

  /** Without a place it is the reply itself. */
  constructor(fields: Readonly<Record<string, unknown>>, exactNumberAt: ExactNumberAt, place?: Place) {
    this.#fields = fields;
    this.#place = place;
    this.#exactNumberAt = exactNumberAt;
  }

  /** The names that the object has, as sent. */
  keys(): readonly string[] {
    return Object.keys(this.#fields);
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  /** Text; a number is given as its own characters. */
  text(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number") return String(this.#exactNumberAt(this.#pathOf(key)));
    throw this.#unexpected(key, "text");
  }

  requiredText(key: string): string {
    return this.text(key) ?? this.#missing(key);
  }

  /** A decimal in plain notation with the digits that were sent, whether as text or as a number. */
  decimal(key: string): string | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const decimal = normalizeDecimal(text);
    if (decimal === undefined) throw this.#unexpected(key, "a decimal");
    return decimal;
  }

  requiredDecimal(key: string): string {
    return this.decimal(key) ?? this.#missing(key);
  }

  /** Several decimals under other names than the venue's; one that is absent has no field. */
  decimals<Name extends string>(keys: Readonly<Record<Name, string>>): Partial<Record<Name, string>> {
    const decimals: Partial<Record<Name, string>> = {};
    for (const name in keys) {
      const decimal = this.decimal(keys[name]);
      if (decimal !== undefined) decimals[name] = decimal;
    }
    return decimals;
  }

  /** A count: an integer from 0 that a double holds exactly, as a number or as text. */
  count(key: string): number | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const count = typeof value === "string" && DIGITS.test(value) ? Number(value) : value;
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
    throw this.#unexpected(key, "a count");
  }

  /** `true` or `false`, also as text. */
  boolean(key: string): boolean | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw this.#unexpected(key, "true or false");
  }

  /**
   * A date and time. One that cannot be read is absent, for an order without its time is still an order; and so is the
   * first second of the year 1, which venues written in Go send for none.
   */
  timestamp(key: string): Timestamp | undefined {
    const value = this.#get(key);
    const time = typeof value === "string" ? parseTimestamp(value) : undefined;
    return time?.seconds === NO_TIME_SECONDS ? undefined : time;
  }

  object(key: string): JsonObject | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.#unexpected(key, "an object");
    return new JsonObject(value, this.#exactNumberAt, { parent: this, key });
  }

  requiredObject(key: string): JsonObject {
    return this.object(key) ?? this.#missing(key);
  }

  /** A list of objects. It has to be there, since a list that is missing is not an empty one; `null` is empty. */
  list(key: string): JsonObject[] {
    return this.rawList(key).map((item, index) => {
      if (!isObject(item)) {
        throw new MalformedReply(`${formatPath([...this.#pathOf(key), index])}: expected an object`);
      }
      return new JsonObject(item, this.#exactNumberAt, { parent: this, key, index });
    });
  }

  /** A list of objects, or one object in its place; absent is none. */
  oneOrMore(key: string): JsonObject[] {
    const value = this.#get(key);
    if (value === undefined) return [];
    return Array.isArray(value) ? this.list(key) : [this.requiredObject(key)];
  }

  /** The same list as it was parsed, unread, for where there are too many items to wrap each. */
  rawList(key: string): readonly unknown[] {
    const value = Object.hasOwn(this.#fields, key) ? (this.#fields[key] ?? []) : this.#missing(key);
    if (!Array.isArray(value)) throw this.#unexpected(key, "a list");
    return value;
  }

  /** A list of words. An item that is an object gives the first text in it: it stands for something, whatever it is called. */
  words(key: string): string[] {
    const value = this.#get(key) ?? [];
    if (!Array.isArray(value)) throw this.#unexpected(key, "a list");
    return value.map((item: unknown) => {
      const words: unknown[] = isObject(item) ? Object.values(item) : [item];
      return words.find((word): word is string => typeof word === "string" && word !== "") ?? "UNKNOWN";
    });
  }

  /** The same, which has to be there. */
  requiredWords(key: string): string[] {
    this.rawList(key);
    return this.words(key);
  }

  #get(key: string): unknown {
    if (!Object.hasOwn(this.#fields, key)) return undefined;
    const value = this.#fields[key];
    return value === null || value === "" ? undefined : value;
  }

  #pathOf(key: string): Path {
    if (this.#place === undefined) return [key];
    const { parent, key: own, index } = this.#place;
    return [...parent.#pathOf(own), ...(index === undefined ? [] : [index]), key];
  }

  #missing(key: string): never {
    throw new MalformedReply(`${formatPath(this.#pathOf(key))} is missing`);
  }

  #unexpected(key: string, expected: string): MalformedReply {
    return new MalformedReply(`${formatPath(this.#pathOf(key))}: expected ${expected}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "orders[3].total_fees". The names are ours, never the venue's. */
function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
}
