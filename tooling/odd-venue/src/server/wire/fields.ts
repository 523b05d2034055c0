import { badParameter } from "../odd-error.ts";
import { Digits } from "./digits.ts";
import { readJson } from "./json.ts";

/** Typed access to the members of a JSON object. Each method throws -1102 when a member has another type. */
export interface Fields {
  text(name: string): string | undefined;
  /** Reads a plain decimal: a JSON number without sign and exponent. */
  decimal(name: string): string | undefined;
  /** Reads an integer from 0, as its digits. */
  integer(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  /** Reads one of these words, and returns what it stands for. */
  word<Value>(name: string, words: ReadonlyMap<string, Value>): Value | undefined;
}

const DECIMAL = /^\d+(?:\.\d+)?$/;
const INTEGER = /^\d{1,15}$/;

/** Reads a JSON object that has only these members. Throws -1102 for anything else. */
export function readFields(text: string, known: readonly string[]): Fields {
  const object = readObject(text);
  for (const name of Object.keys(object)) if (!known.includes(name)) throw badParameter(`unknown ${name}`);

  const read = <Value>(name: string, convert: (value: unknown) => Value | undefined): Value | undefined => {
    const value = object[name];
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined) throw badParameter(name);
    return converted;
  };
  const readDigits = (name: string, pattern: RegExp): string | undefined =>
    read(name, (value) => (value instanceof Digits && pattern.test(value.text) ? value.text : undefined));

  return {
    text: (name) => read(name, (value) => (typeof value === "string" ? value : undefined)),
    decimal: (name) => readDigits(name, DECIMAL),
    integer: (name) => readDigits(name, INTEGER),
    flag: (name) => read(name, (value) => (typeof value === "boolean" ? value : undefined)),
    word: (name, words) => read(name, (value) => (typeof value === "string" ? words.get(value) : undefined)),
  };
}

/** Returns a member, or throws -1102 when it is absent. */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw badParameter(`${name} is missing`);
  return value;
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = readJson(text);
  } catch {
    throw badParameter("not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Digits)
    throw badParameter("not an object");
  return { ...value };
}
