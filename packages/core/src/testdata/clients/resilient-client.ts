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
  /** The monotonic time of each request that was sent. */
  readonly sentAtMs: readonly number[];
  /** Sends one request as one call. */
  send(request: HttpRequest<unknown>, options?: CallOptions): Promise<unknown>;
  /** Sends one request as one call, and lets time pass until it settles. */
  run(request: HttpRequest<unknown>, options?: CallOptions): Promise<unknown>;
}

export interface ResilientClientOptions
  extends Partial<Pick<RestFacts<string>, "rateLimits" | "time" | "decode" | "toSigner">> {
  /** One answer per request. The last one also answers all later requests. */
  readonly answers: readonly Answer[];
  /** Overrides of the default configuration. */
  readonly config?: ClientConfig<string>;
  /** Default: always 0.5. */
  readonly random?: () => number;
  readonly rateLimiter?: RateLimiter | undefined;
}

/** Creates a client with the default limits, retries and circuit breaker, on a clock that moves only on demand. */
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

/** Creates a failure of fetch whose cause is a Node error with this code. */
export function networkFailure(code: string, syscall?: string): Answer {
  return () =>
    Promise.reject(
      new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, syscall }) }),
    );
}

export const REFUSED: Answer = networkFailure("ECONNREFUSED", "connect");
export const RESET: Answer = networkFailure("ECONNRESET", "read");
export const OK: Answer = reply(200);

/** A reply whose body is cut off. */
export const TRUNCATED: Answer = () =>
  new Response(
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError("terminated"));
      },
    }),
  );
