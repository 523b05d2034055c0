import type { SigningRequest } from "../contract/signer.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { readJsonObject } from "../values/json.ts";
import type { JsonObject } from "../values/json-object.ts";
import { type Attempt, type Effect, readAttemptFailure, startAttempt } from "./attempt.ts";
import type { Query } from "./query.ts";
import { readBody } from "./read-body.ts";
import { type RefusalReader, readRefusal } from "./refusal.ts";
import { requestUrl } from "./request-url.ts";
import { safeText } from "./safe-text.ts";
import type { SignerSource } from "./signer-source.ts";
import type { VenueCall } from "./venue-call.ts";
import { withoutCredentials } from "./without-credentials.ts";

/** Enough for any documented reply; what is larger is a fault or an attack. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** "Bearer " and the like: a venue may echo a token without it. */
const SCHEME = /^[A-Za-z][\w-]* +/;

export interface HttpRequest<Result> {
  /** Default GET. */
  readonly method?: "GET" | "POST";
  /** Segments of the path after the venue's base path, each plain text. */
  readonly path: readonly string[];
  readonly query?: Query;
  /** Sent as JSON, serialized once: the signed bytes are the bytes sent. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** `signed`, the default, needs credentials; `public` is sent without them. */
  readonly access?: "signed" | "public";
  /** What the request changes at the venue, if anything: then a lost reply is an unknown outcome and not a mere failure. */
  readonly effect?: Effect;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads a 2xx reply. What it throws is classified like any other failure of the request. */
  readonly read: (reply: JsonObject, received: Received) => Result;
}

/** How a reply came. */
export interface Received {
  /** Epoch milliseconds when the headers were there. */
  readonly atMs: number;
  /** Milliseconds from sending to the headers. */
  readonly latencyMs: number;
  /** The venue's id of the request, where it gave one. */
  readonly requestId: string | undefined;
  /** The venue's words made fit for an error: without what authenticated the request, in one line. */
  readonly quote: (words: string) => string;
}

export interface VenueHttp {
  /** Whether there are credentials. */
  readonly canSign: boolean;
  send<Result>(call: VenueCall, request: HttpRequest<Result>): Promise<Result>;
}

export interface VenueHttpOptions {
  readonly origin: URL;
  /** Segments that every path of the venue begins with. */
  readonly basePath: readonly string[];
  readonly signer: SignerSource | undefined;
  readonly runtime: ResolvedRuntime;
  /** Reads the venue's words from a reply that is not 2xx. */
  readonly readRefusal: RefusalReader;
}

/**
 * JSON over HTTP for one venue. Every attempt is signed right before it is sent; the call's deadline covers signing,
 * headers and body; redirects are refused; nothing of the transport reaches the caller.
 */
export function createVenueHttp(options: VenueHttpOptions): VenueHttp {
  const { origin, basePath, signer, runtime } = options;

  const sign = (call: VenueCall, request: SigningRequest): Promise<Readonly<Record<string, string>>> => {
    if (signer === undefined) throw withoutCredentials(call);
    return call.deadline.race(signer.sign(request, call));
  };

  const exchange = async <Result>(attempt: Attempt, request: HttpRequest<Result>): Promise<Result> => {
    const { call } = attempt;
    const { access = "signed", method = "GET" } = request;
    const url = requestUrl(origin, [...basePath, ...request.path], request.query ?? {}, call);
    const body = request.body === undefined ? "" : JSON.stringify(request.body);
    const contentType = body === "" ? {} : { "content-type": "application/json" };

    // ky calls this once per attempt, so what is signed here is as fresh as can be.
    const signAndFetch = async (): Promise<Response> => {
      const signature = access === "public" ? {} : await sign(call, toSign(method, url, body, runtime));
      call.deadline.signal.throwIfAborted();
      attempt.secrets = Object.values(signature).flatMap((value) => [value, value.replace(SCHEME, "")]);
      attempt.sentAt = runtime.clock.monotonic();
      attempt.sent = "maybe";
      return runtime.fetch(url.href, {
        method,
        headers: { accept: "application/json", ...contentType, ...request.headers, ...signature },
        ...(body !== "" && { body }),
        redirect: "manual",
        credentials: "omit",
        signal: call.deadline.signal,
      });
    };

    const { default: ky } = await call.deadline.race(import("ky"));
    const response = await call.deadline.race(
      ky(url, { method, fetch: signAndFetch, retry: 0, timeout: false, throwHttpErrors: false }),
    );
    attempt.sent = "yes";
    attempt.requestId = readRequestId(response, attempt.secrets);
    const received: Received = {
      atMs: runtime.clock.now(),
      latencyMs: runtime.clock.monotonic() - attempt.sentAt,
      requestId: attempt.requestId,
      quote: (words) => safeText(words, attempt.secrets),
    };
    const text = await readBody(response, MAX_REPLY_BYTES, call.deadline).catch((error: unknown) => {
      // A refusal is told by its status, whatever becomes of its body.
      if (response.ok || call.deadline.signal.aborted) throw error;
      return "";
    });
    if (response.status === 401 && access === "signed") signer?.refused();
    if (!response.ok) throw readRefusal(attempt, response, text, options.readRefusal, received.atMs);
    return readReply(request, text, received);
  };

  return {
    canSign: signer !== undefined,
    send: async (call, request) => {
      const attempt = startAttempt(call, request.effect);
      try {
        return await exchange(attempt, request);
      } catch (error) {
        const failure = readAttemptFailure(error, attempt);
        reportFailure(failure, runtime);
        throw failure;
      }
    },
  };
}

function toSign(method: string, url: URL, body: string, runtime: ResolvedRuntime): SigningRequest {
  const { host, pathname: path, search: query } = url;
  return {
    method,
    host,
    path,
    query,
    body,
    timestampMs: runtime.clock.now(),
    randomBytes: runtime.randomBytes,
  };
}

/** A reader that breaks is a fault of CQVX and none of the network. */
function readReply<Result>(request: HttpRequest<Result>, text: string, received: Received): Result {
  try {
    return request.read(readJsonObject(text), received);
  } catch (error) {
    if (isVenueError(error) || error instanceof MalformedReply) throw error;
    throw new MalformedReply("CQVX failed to read the reply", "INTERNAL");
  }
}

function readRequestId(response: Response, secrets: readonly string[]): string | undefined {
  const id = response.headers.get("x-request-id");
  return id !== null && /^[\w.:-]{1,128}$/.test(id) && safeText(id, secrets) === id ? id : undefined;
}

/** What an operator has to see even when a service swallows the error. */
export function reportFailure(failure: VenueError, { logger }: Pick<ResolvedRuntime, "logger">): void {
  if (failure.kind === "outcomeUnknown") logger.error({ error: failure.toJSON() }, "an outcome is unknown");
  if (failure.kind === "malformed") logger.warn({ error: failure.toJSON() }, "a reply could not be read");
}
