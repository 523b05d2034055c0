import { parseTime } from "../wire/json-body.ts";
import { invalidArgument } from "../wire/refused-request.ts";

export function requiredQuery(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? "";
  if (value === "") throw invalidArgument(`${name} is required`);
  return value;
}

/** Reads a required whole number. */
export function requiredCount(query: URLSearchParams, name: string): number {
  const text = requiredQuery(query, name);
  if (!/^\d{1,12}$/.test(text)) throw invalidArgument(`invalid value for int field ${name}`);
  return Number(text);
}

/** Reads an RFC 3339 time in milliseconds since 1970, or undefined when absent. */
export function timeQuery(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  return text === "" ? undefined : parseTime(text, name);
}

/** Returns a filter of repeated keys. Without values it accepts everything. */
export function anyOf(query: URLSearchParams, name: string): (value: string) => boolean {
  const wanted = new Set(query.getAll(name).filter((value) => value !== ""));
  return (value) => wanted.size === 0 || wanted.has(value);
}
