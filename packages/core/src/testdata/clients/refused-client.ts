import type { Refusal } from "../../http/reply/decode.ts";
import { bodyCodec, refusedWith } from "../body-codec.ts";
import type { Answer } from "../network/scripted-fetch.ts";
import {
  createResilientClient,
  OK,
  type ResilientClient,
  type ResilientClientOptions,
} from "./resilient-client.ts";

/** Creates a client of a venue that refuses in HTTP 200. Default answers: one refusal, then successes. */
export type RefusedClientFactory = (
  refusal: Refusal,
  answers?: readonly Answer[],
  options?: Partial<ResilientClientOptions>,
) => ResilientClient;

/** Returns a factory of clients whose venue refuses with this code. The `refusal` of a client is the meaning of the code. */
export function refusedClientFactory(code: number): RefusedClientFactory {
  return (refusal, answers = [refusedWith(code), OK], options = {}) =>
    createResilientClient({ answers, decode: bodyCodec({ [code]: refusal }), ...options });
}
