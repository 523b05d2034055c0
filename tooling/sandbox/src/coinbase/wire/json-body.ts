import { invalidArgument } from "./refused-request.ts";

export type JsonBody = Readonly<Record<string, unknown>>;

/** Reads a request body as a JSON object, or refuses it with 400. */
export function readJsonBody(text: string): JsonBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidArgument("request body is not valid JSON");
  }
  if (!isObject(value)) throw invalidArgument("request body must be a JSON object");
  return value;
}

/** Reads a text field, or "" when it is absent, as in the venue's own messages. Refuses other types with 400. */
export function readText(body: JsonBody, field: string): string {
  const value = body[field] ?? "";
  if (typeof value !== "string") throw invalidArgument(`invalid value for string field ${field}`);
  return value;
}

export function readRequiredText(body: JsonBody, field: string): string {
  const text = readText(body, field);
  if (text === "") throw invalidArgument(`${field} is required`);
  return text;
}

export function readFlag(body: JsonBody, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value !== "boolean") throw invalidArgument(`invalid value for bool field ${field}`);
  return value;
}

export function readTextList(body: JsonBody, field: string): string[] {
  const value = body[field] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalidArgument(`invalid value for repeated string field ${field}`);
  }
  return value;
}

export function readObject(body: JsonBody, field: string): JsonBody {
  const value = body[field];
  if (!isObject(value)) throw invalidArgument(`${field} is required`);
  return value;
}

/** Reads an RFC 3339 time in milliseconds since 1970, or undefined when absent. */
export function readTime(body: JsonBody, field: string): number | undefined {
  const text = readText(body, field);
  return text === "" ? undefined : parseTime(text, field);
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

export function parseTime(text: string, field: string): number {
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalidArgument(`invalid value for timestamp field ${field}`);
  return time;
}

function isObject(value: unknown): value is JsonBody {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
