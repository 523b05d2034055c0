import type { CallOptions } from "../../contract/call-options.ts";
import type { ClientConfig } from "../../contract/client-config.ts";
import type { RateLimiter } from "../../contract/rate-limit.ts";
import type { FetchLike } from "../../contract/runtime.ts";
import type { Effect } from "../../http/attempt.ts";
import { type Connection, createConnection, type RestFacts } from "../../http/connection.ts";
import type { HttpRequest } from "../../http/http-request.ts";
import { decodeByStatus } from "../../http/reply/decode.ts";
import { createPassingClock, type PassingClock } from "../clocks/passing-clock.ts";
import { type Answer, reply, type SentRequest, scriptFetch } from "../network/scripted-fetch.ts";
import { countingSigner } from "../signers/counting-signer.ts";
import {
  CALL,
  CANCEL_ORDER,
  CLIENT_ORDER_ID,
  collectLog,
  GET_ACCOUNTS,
  type LogEntry,
  type ObjectRequest,
  PLACE_ORDER,
} from "./test-client.ts";

export const EDIT_ORDER: ObjectRequest = { ...PLACE_ORDER, path: ["edit"], effect: "edit" };

/** One request of each kind. */
export const REQUESTS: Readonly<Record<Effect | "read", ObjectRequest>> = {
  read: GET_ACCOUNTS,
  order: PLACE_ORDER,
  edit: EDIT_ORDER,
  cancel: CANCEL_ORDER,
};

export interface ResilientClient {
  readonly clock: PassingClock;
  readonly connection: Connection;
  readonly logged: readonly LogEntry[];
  readonly sent: readonly SentRequest[];
  /** By the monotonic clock, one for each request sent. */
  readonly sentAtMs: readonly number[];
  /** Sends one request as one call. */
  send(request: HttpRequest<unknown>, options?: CallOptions): Promise<unknown>;
  /** The same, letting as much time pass as it takes. */
  run(request: HttpRequest<unknown>, options?: CallOptions): Promise<unknown>;
}

export interface ResilientClientOptions
  extends Partial<Pick<RestFacts<string>, "rateLimits" | "time" | "decode" | "toSigner">> {
  /** One a request, the last one for all that follow. */
  readonly answers: readonly Answer[];
  /** What is said here takes the place of the defaults. */
  readonly config?: ClientConfig<string>;
  /** Default: always in the middle. */
  readonly random?: () => number;
  readonly rateLimiter?: RateLimiter | undefined;
}

/** A client that holds back and tries again as one does by default, on a clock that stands still. */
export function createResilientClient({
  answers,
  config,
  random = () => 0.5,
  rateLimiter,
  ...facts
}: ResilientClientOptions): ResilientClient {
  const clock = createPassingClock();
  const { logger, logged } = collectLog();
  const script = scriptFetch(...answers);
  const sentAtMs: number[] = [];
  const fetch: FetchLike = (url, init) => {
    sentAtMs.push(clock.monotonic());
    return script.fetch(url, init);
  };
  const connection = createConnection(
    {
      venue: CALL.venue,
      defaultBaseUrl: "https://api.testvenue.example",
      basePath: [],
      toSigner: (key) => countingSigner({ "x-key": key }),
      decode: decodeByStatus(() => ({})),
      ...facts,
    },
    { ...(config?.credentials === undefined && { signer: countingSigner() }), ...config },
    { fetch, clock, logger, random, rateLimiter, randomBytes: (length) => new Uint8Array(length) },
    CALL,
  );
  const { calls, http } = connection;
  const send: ResilientClient["send"] = (request, options) =>
    calls.run("testCall", options, (call) =>
      http.send(request.effect === undefined ? call : { ...call, clientOrderId: CLIENT_ORDER_ID }, request),
    );
  return {
    clock,
    connection,
    logged,
    sent: script.sent,
    sentAtMs,
    send,
    run: (request, options) => clock.settle(send(request, options)),
  };
}

/** An error as Node makes them, below that of fetch. */
export function networkFailure(code: string, syscall?: string): Answer {
  return () =>
    Promise.reject(
      new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, syscall }) }),
    );
}

export const REFUSED: Answer = networkFailure("ECONNREFUSED", "connect");
export const RESET: Answer = networkFailure("ECONNRESET", "read");
export const OK: Answer = reply(200);

/** A reply that breaks off within its body. */
export const TRUNCATED: Answer = () =>
  new Response(
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError("terminated"));
      },
    }),
  );
