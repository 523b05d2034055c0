import type { HttpRequest } from "../../http/http-request.ts";
import type { Decode, Refusal } from "../../http/reply/decode.ts";
import { type Answer, scriptFetch } from "../network/scripted-fetch.ts";
import { createTestClient, GET_ACCOUNTS } from "./test-client.ts";

/** Sends one request with one attempt, and decodes the reply with a codec. */
export function sendThrough(
  decode: Decode,
  answer: Answer,
  request: HttpRequest<unknown> = GET_ACCOUNTS,
): Promise<unknown> {
  return createTestClient({ fetch: scriptFetch(answer).fetch, decode }).send(request);
}

/** Creates a codec that refuses every reply. */
export function refusing(refusal: Refusal): Decode {
  return () => ({ refusal });
}

/** Creates a codec that throws on every reply. */
export function throwing(error: unknown): Decode & (() => never) {
  return () => {
    throw error;
  };
}
