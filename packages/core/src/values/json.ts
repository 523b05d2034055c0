import { MalformedReply } from "../errors/malformed-reply.ts";
import { isObject, JsonObject } from "./json-object.ts";

/** Lazy, as the engine keeps a way back for each step of a greedy loop, and a long string has more than it can keep. */
const NUMBER_OR_STRING = /"[^"\\]*?(?:\\.[^"\\]*?)*?"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON text whose top level is an object; throws `MalformedReply` for anything else.
 *
 * Numbers stay exact: most venues send money as strings and pay nothing for it; where one sends a number, the text is
 * parsed once more with every number kept as its own characters.
 */
export function readJsonObject(text: string): JsonObject {
  const value = parse(text);
  if (!isObject(value)) throw new MalformedReply("the reply is JSON, but not an object");
  let exact: unknown;
  return new JsonObject(value, (path) => {
    exact ??= JSON.parse(
      text.replace(NUMBER_OR_STRING, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
    return path.reduce<unknown>(
      (node, key) => (node as Readonly<Record<string | number, unknown>>)[key],
      exact,
    );
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, which may hold anything.
    throw new MalformedReply(text.trim() === "" ? "the reply is empty" : "the reply is not JSON");
  }
}
