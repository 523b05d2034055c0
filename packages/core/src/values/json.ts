import { MalformedReply } from "../errors/malformed-reply.ts";
import type { ExactNumberAt } from "./json-fields.ts";
import { isObject, JsonList, JsonObject } from "./json-object.ts";

/** Lazy, as the engine keeps a way back for each step of a greedy loop, and a long string has more than it can keep. */
const NUMBER_OR_STRING = /"[^"\\]*?(?:\\.[^"\\]*?)*?"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON text whose top level is an object or a list; throws `MalformedReply` for anything else.
 *
 * Numbers stay exact: most venues send money as strings and pay nothing for it; where one sends a number, the text is
 * parsed once more with every number kept as its own characters.
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

/** The reply when it is an object; throws `MalformedReply` when it is a list. */
export function asObject(reply: JsonObject | JsonList): JsonObject {
  if (reply instanceof JsonObject) return reply;
  throw new MalformedReply("the reply is JSON, but not an object");
}

/** The reply when it is a list; throws `MalformedReply` when it is an object. */
export function asList(reply: JsonObject | JsonList): JsonList {
  if (reply instanceof JsonList) return reply;
  throw new MalformedReply("the reply is JSON, but not a list");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, which may hold anything.
    throw new MalformedReply(text.trim() === "" ? "the reply is empty" : "the reply is not JSON");
  }
}
