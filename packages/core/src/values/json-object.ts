import { MalformedReply } from "../errors/malformed-reply.ts";
import { type ExactNumberAt, formatPath, JsonFields, type JsonPath, type JsonPlace } from "./json-fields.ts";

/** One object of a venue's reply. Its fields are read by name. */
export class JsonObject extends JsonFields<string> {
  readonly #fields: Readonly<Record<string, unknown>>;

  /** Without a place it is the reply itself. */
  constructor(fields: Readonly<Record<string, unknown>>, exactNumberAt: ExactNumberAt, place?: JsonPlace) {
    super(fields, exactNumberAt, place);
    this.#fields = fields;
  }

  /** Returns the names of the fields as the venue sent them. */
  keys(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** Reads several decimals and renames them. An absent decimal has no field in the result. */
  decimals<Name extends string>(keys: Readonly<Record<Name, string>>): Partial<Record<Name, string>> {
    const decimals: Partial<Record<Name, string>> = {};
    for (const name in keys) {
      const decimal = this.decimal(keys[name]);
      if (decimal !== undefined) decimals[name] = decimal;
    }
    return decimals;
  }

  object(key: string): JsonObject | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.unexpected(key, "an object");
    return new JsonObject(value, this.exactNumberAt, { parent: this, key });
  }

  requiredObject(key: string): JsonObject {
    return this.object(key) ?? this.missing(key);
  }

  /** Reads a list of objects. A missing list throws, because missing does not mean empty; `null` is an empty list. */
  list(key: string): JsonObject[] {
    return this.items(key).map((item, index) => {
      if (!isObject(item)) throw notAt(this.pathOf(key), index, "an object");
      return new JsonObject(item, this.exactNumberAt, { parent: this, key, index });
    });
  }

  /** Reads a list of lists: `[["50000.10", "0.5"], …]`. A missing list throws; `null` is an empty list. */
  tuples(key: string): JsonList[] {
    return this.items(key).map((item, index) => {
      if (!Array.isArray(item)) throw notAt(this.pathOf(key), index, "a list");
      return new JsonList(item, this.exactNumberAt, { parent: this, key, index });
    });
  }

  /** Reads a list of objects, or one object as a list of one. Returns an empty list when the field is absent. */
  oneOrMore(key: string): JsonObject[] {
    const value = this.get(key);
    if (value === undefined) return [];
    return Array.isArray(value) ? this.list(key) : [this.requiredObject(key)];
  }

  /** Returns the parsed list without wrapping its items, for very long lists. */
  rawList(key: string): readonly unknown[] {
    return this.items(key);
  }

  /** Reads a list of words. For an item that is an object, the word is the first text in it under any name. */
  words(key: string): string[] {
    const value = this.get(key) ?? [];
    if (!Array.isArray(value)) throw this.unexpected(key, "a list");
    return value.map((item: unknown) => {
      const words: unknown[] = isObject(item) ? Object.values(item) : [item];
      return words.find((word): word is string => typeof word === "string" && word !== "") ?? "UNKNOWN";
    });
  }

  /** Reads a list of words, and throws when the list is missing. */
  requiredWords(key: string): string[] {
    this.rawList(key);
    return this.words(key);
  }
}

/** One list of a venue's reply: a list of objects or tuples, or a tuple whose values are read by position. */
export class JsonList extends JsonFields<number> {
  readonly #items: readonly unknown[];

  /** Without a place it is the reply itself. */
  constructor(items: readonly unknown[], exactNumberAt: ExactNumberAt, place?: JsonPlace) {
    super(items as Readonly<Record<number, unknown>>, exactNumberAt, place);
    this.#items = items;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Reads every item as an object. */
  objects(): JsonObject[] {
    return this.#items.map((item, index) => {
      if (!isObject(item)) throw this.unexpected(index, "an object");
      return new JsonObject(item, this.exactNumberAt, { parent: this, key: index });
    });
  }

  /** Reads every item as a list. */
  lists(): JsonList[] {
    return this.#items.map((_item, index) => this.list(index));
  }

  /** Reads the list at a position. */
  list(index: number): JsonList {
    return new JsonList(this.items(index), this.exactNumberAt, { parent: this, key: index });
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAt(list: JsonPath, index: number, expected: string): MalformedReply {
  return new MalformedReply(`${formatPath([...list, index])}: expected ${expected}`);
}
