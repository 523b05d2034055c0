import type { Decode, Refusal } from "../http/reply/decode.ts";
import { readJson } from "../values/json.ts";
import { JsonObject } from "../values/json-object.ts";
import { type Answer, reply } from "./network/scripted-fetch.ts";

/**
 * Creates the decoder for a venue that refuses in HTTP 200: a body with a `code` is a refusal. `meanings` adds the documented
 * meaning of each code.
 */
export function bodyCodec(meanings: Readonly<Record<string, Refusal>> = {}): Decode {
  return (_status, _headers, text) => {
    const value = readJson(text);
    const code = value instanceof JsonObject ? value.text("code") : undefined;
    if (!(value instanceof JsonObject) || code === undefined) return { value };
    return { refusal: { code: Number(code), message: value.text("msg"), ...meanings[code] } };
  };
}

/** Creates a reply of such a venue that refuses with a code. */
export function refusedWith(
  code: number,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Answer {
  return reply(status, { code, msg: "the venue says no" }, headers);
}
