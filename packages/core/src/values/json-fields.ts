import type { Timestamp } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { normalizeDecimal } from "./decimal-text.ts";
import { parseTimestamp } from "./timestamp.ts";

/** 0001-01-01T00:00:00Z. */
const NO_TIME_SECONDS = "-62135596800";

const DIGITS = /^\d{1,16}$/;

/** The path from the reply to one of its values. */
export type JsonPath = readonly (string | number)[];

/** The position of an object or a list in its reply. Positions link to their parents; a path is built for errors only. */
export interface JsonPlace {
  readonly parent: JsonFields<string> | JsonFields<number>;
  readonly key: string | number;
  /** The index when `key` names a list and this is one of its items. */
  readonly index?: number;
}

/** Returns a number of the reply as the characters that were sent. */
export type ExactNumberAt = (path: JsonPath) => unknown;

/**
 * The single values of an object (by name) or of a tuple (by position). Missing, `null` and "" all mean absent, because
 * venues mix them. A value of the wrong type throws `MalformedReply` with its path. Fields that are not read are not checked.
 */
export class JsonFields<Key extends string | number> {
  protected readonly exactNumberAt: ExactNumberAt;
  readonly #values: Readonly<Record<string | number, unknown>>;
  readonly #place: JsonPlace | undefined;

  /** Without a place, the object or tuple is the reply itself. */
  constructor(
    values: Readonly<Record<string | number, unknown>>,
    exactNumberAt: ExactNumberAt,
    place?: JsonPlace,
  ) {
    this.exactNumberAt = exactNumberAt;
    this.#values = values;
    this.#place = place;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  /** Reads text. A number is returned as the characters that were sent. */
  text(key: Key): string | undefined {
    const value = this.get(key);
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number") return String(this.exactNumberAt(this.pathOf(key)));
    throw this.unexpected(key, "text");
  }

  requiredText(key: Key): string {
    return this.text(key) ?? this.missing(key);
  }

  /** Reads a decimal in plain notation with the digits that were sent, as text or as a number. */
  decimal(key: Key): string | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const decimal = normalizeDecimal(text);
    if (decimal === undefined) throw this.unexpected(key, "a decimal");
    return decimal;
  }

  requiredDecimal(key: Key): string {
    return this.decimal(key) ?? this.missing(key);
  }

  /** Reads a count: an integer from 0 that a double holds exactly, as a number or as text. */
  count(key: Key): number | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const count = typeof value === "string" && DIGITS.test(value) ? Number(value) : value;
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
    throw this.unexpected(key, "a count");
  }

  requiredCount(key: Key): number {
    return this.count(key) ?? this.missing(key);
  }

  /** Reads `true` or `false`, also as text. */
  boolean(key: Key): boolean | undefined {
    const value = this.get(key);
    if (value === undefined || typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw this.unexpected(key, "true or false");
  }

  /**
   * Reads a date and time. Returns undefined for text that is not a date, because an order without a time is still useful.
   * The first second of the year 1 reads as undefined too: venues written in Go send it for an unset time.
   */
  timestamp(key: Key): Timestamp | undefined {
    const value = this.get(key);
    const time = typeof value === "string" ? parseTimestamp(value) : undefined;
    return time?.seconds === NO_TIME_SECONDS ? undefined : time;
  }

  /** Returns the parsed value, or undefined when it is absent. */
  protected get(key: Key): unknown {
    if (!Object.hasOwn(this.#values, key)) return undefined;
    const value = this.#values[key];
    return value === null || value === "" ? undefined : value;
  }

  /** Returns the parsed list. A missing list throws, because missing does not mean empty; `null` is an empty list. */
  protected items(key: Key): readonly unknown[] {
    const value = Object.hasOwn(this.#values, key) ? (this.#values[key] ?? []) : this.missing(key);
    if (!Array.isArray(value)) throw this.unexpected(key, "a list");
    return value;
  }

  protected pathOf(key: string | number): JsonPath {
    return this.#pathOf(key);
  }

  /** Builds the path. Private, because a parent can have the other type of keys. */
  #pathOf(key: string | number): JsonPath {
    if (this.#place === undefined) return [key];
    const { parent, key: own, index } = this.#place;
    return [...parent.#pathOf(own), ...(index === undefined ? [] : [index]), key];
  }

  protected missing(key: string | number): never {
    throw new MalformedReply(`${formatPath(this.pathOf(key))} is missing`);
  }

  protected unexpected(key: string | number, expected: string): MalformedReply {
    return new MalformedReply(`${formatPath(this.pathOf(key))}: expected ${expected}`);
  }
}

/** Formats a path as "orders[3].total_fees". Its names come from the normalizers, never from the reply. */
export function formatPath(path: JsonPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
}
