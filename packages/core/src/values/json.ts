import { MalformedReply } from "../errors/malformed-reply.ts";
import type { ExactNumberAt } from "./json-fields.ts";
import { isObject, JsonList, JsonObject } from "./json-object.ts";

/** Matches lazily: a greedy loop stores one backtracking state per step, which overflows on a very long string. */
const NUMBER_OR_STRING = /"[^"\\]*?(?:\\.[^"\\]*?)*?"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON text whose top level is an object or a list; throws `MalformedReply` for anything else.
 *
 * Numbers stay exact. Most venues send amounts as strings, at no extra cost. When an amount is a number, the text is parsed
 * a second time, with every number kept as the characters that were sent.
 */
export function readJson(text: string): JsonObject | JsonList {
  const value = parse(text);
  let exact: unknown;
  const exactNumberAt: ExactNumberAt = (path) => {
    exact ??= JSON.parse(
      text.replace(NUMBER_OR_STRING, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
    return path.reduce<unknown>(
      (node, key) => (node as Readonly<Record<string | number, unknown>>)[key],
      exact,
    );
  };
  if (isObject(value)) return new JsonObject(value, exactNumberAt);
  if (Array.isArray(value)) return new JsonList(value, exactNumberAt);
  throw new MalformedReply("the reply is JSON, but not an object");
}

/** Reads JSON text whose top level is an object. */
export function readJsonObject(text: string): JsonObject {
  return asObject(readJson(text));
}

/** Returns the reply as an object. Throws `MalformedReply` when it is a list. */
export function asObject(reply: JsonObject | JsonList): JsonObject {
  if (reply instanceof JsonObject) return reply;
  throw new MalformedReply("the reply is JSON, but not an object");
}

/** Returns the reply as a list. Throws `MalformedReply` when it is an object. */
export function asList(reply: JsonObject | JsonList): JsonList {
  if (reply instanceof JsonList) return reply;
  throw new MalformedReply("the reply is JSON, but not a list");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, and the text may hold a secret.
    throw new MalformedReply(text.trim() === "" ? "the reply is empty" : "the reply is not JSON");
  }
}
