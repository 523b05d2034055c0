import { Digits } from "./digits.ts";

/** A value that `writeJson` can write. A `number` is a safe integer; every amount is `Digits`. */
export type Json = string | number | boolean | Digits | readonly Json[] | JsonObject;

/** An object in JSON. Members that are undefined are left out. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Writes JSON, with the exact digits of every amount. Throws when a number is not a safe integer or a plain decimal. */
export function writeJson(value: Json): string {
  if (value instanceof Digits) return checked(value.text, NUMBER.test(value.text));
  if (typeof value === "number") return checked(String(value), Number.isSafeInteger(value));
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeJson).join(",")}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : `${JSON.stringify(name)}:${writeJson(member)}`,
  );
  return `{${members.join(",")}}`;
}

/** Reads JSON. Every number comes as `Digits`, just as it was written. Throws a SyntaxError when the text is not JSON. */
export function readJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? new Digits(context.source) : value,
  );
}

function checked(text: string, isSound: boolean): string {
  if (!isSound) throw new Error(`${text} cannot be a number of this wire`);
  return text;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
