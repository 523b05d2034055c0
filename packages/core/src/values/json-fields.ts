import type { Timestamp } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { normalizeDecimal } from "./decimal-text.ts";
import { parseTimestamp } from "./timestamp.ts";

/** 0001-01-01T00:00:00Z. */
const NO_TIME_SECONDS = "-62135596800";

const DIGITS = /^\d{1,16}$/;

/** The way from the reply to one of its values. */
export type JsonPath = readonly (string | number)[];

/** The position of an object or a list in its reply. It is linked, because a path is written out in errors only. */
export interface JsonPlace {
  readonly parent: JsonFields<string> | JsonFields<number>;
  readonly key: string | number;
  /** The index when `key` names a list and this is one of its items. */
  readonly index?: number;
}

/** Gives a number of the reply as its own characters. */
export type ExactNumberAt = (path: JsonPath) => unknown;

/**
 * The single values of an object (by name) or of a tuple (by position). Missing, `null` and "" all mean absent, because
 * venues mix them. A value of the wrong type throws `MalformedReply` with its path. Values that nobody reads are never checked.
 */
export class JsonFields<Key extends string | number> {
  protected readonly exactNumberAt: ExactNumberAt;
  readonly #values: Readonly<Record<string | number, unknown>>;
  readonly #place: JsonPlace | undefined;

  /** Without a place it is the reply itself. */
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

  /** Reads text. A number is given as its own characters. */
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
   * Reads a date and time. A text that is no date is absent, since an order without its time is still an order. The first
   * second of the year 1 is absent too: venues written in Go send it for no time.
   */
  timestamp(key: Key): Timestamp | undefined {
    const value = this.get(key);
    const time = typeof value === "string" ? parseTimestamp(value) : undefined;
    return time?.seconds === NO_TIME_SECONDS ? undefined : time;
  }

  /** The value as it was parsed; undefined when it is absent. */
  protected get(key: Key): unknown {
    if (!Object.hasOwn(this.#values, key)) return undefined;
    const value = this.#values[key];
    return value === null || value === "" ? undefined : value;
  }

  /** The list as it was parsed. It must be there, since a missing list is not an empty one; `null` is empty. */
  protected items(key: Key): readonly unknown[] {
    const value = Object.hasOwn(this.#values, key) ? (this.#values[key] ?? []) : this.missing(key);
    if (!Array.isArray(value)) throw this.unexpected(key, "a list");
    return value;
  }

  protected pathOf(key: string | number): JsonPath {
    return this.#pathOf(key);
  }

  /** Private, so that it can be asked of a parent of the other kind. */
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

/** Writes "orders[3].total_fees". The names are ours, never the venue's. */
export function formatPath(path: JsonPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
}
