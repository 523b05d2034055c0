import type { LimitedScope } from "../contract/rate-limit.ts";
import type { SigningRequest } from "../contract/signer.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { isVenueError } from "../errors/venue-error.ts";
import type { LimitedRequest } from "../rate-limit/scopes.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { readJsonObject } from "../values/json.ts";
import type { JsonObject } from "../values/json-object.ts";
import type { Admission, Admissions } from "./admission.ts";
import { type Attempt, type Effect, readAttemptFailure } from "./attempt.ts";
import { createClockCorrection } from "./correct-clock.ts";
import { CallEnded, type Deadline, startDeadline } from "./deadline.ts";
import { readHttpDate } from "./http-date.ts";
import type { Query } from "./query.ts";
import { readBody } from "./read-body.ts";
import { type RefusalReader, readRefusal } from "./refusal.ts";
import { reportFailure } from "./report-failure.ts";
import { requestUrl } from "./request-url.ts";
import { type AttemptTime, type ResendParts, sendUntilSettled } from "./resend.ts";
import { safeText } from "./safe-text.ts";
import type { MeasuredTime, ServerClock } from "./server-clock.ts";
import type { SignerSource } from "./signer-source.ts";
import type { VenueCall } from "./venue-call.ts";
import { withoutCredentials } from "./without-credentials.ts";

/** Enough for any documented reply; what is larger is a fault or an attack. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** "Bearer " and the like: a venue may echo a token without it. */
const SCHEME = /^[A-Za-z][\w-]* +/;

/** A Date header is cut to whole seconds: on average it is so much too early, and off by as much. */
const HALF_A_SECOND_MS = 500;

/** The share of the time left that an attempt gets when another one can follow. */
const SHARE_OF_TIME = 0.5;

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
  /** What it costs of the venue's limits, by their names, where that is not one request. */
  readonly weights?: Readonly<Record<string, number>>;
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
  /** The request was sent before, with an outcome that is not known: a refusal may be about what that one has done. */
  readonly isRepeat: boolean;
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
  readonly serverClock: ServerClock;
  /** Asks the venue for its clock. */
  readonly time: HttpRequest<number> | undefined;
  readonly scopesOf: (request: LimitedRequest) => readonly LimitedScope[];
  readonly admissions: Readonly<Record<"signed" | "public", Admissions>>;
  readonly resend: ResendParts;
}

/**
 * JSON over HTTP for one venue. Each attempt is let through by the circuit breaker and the rate limits, then signed, then
 * sent; the call's deadline covers all of that, with headers and body; redirects are refused; nothing of the transport
 * reaches the caller.
 */
export function createVenueHttp(options: VenueHttpOptions): VenueHttp {
  const { origin, basePath, signer, runtime, serverClock, time, scopesOf, admissions, resend } = options;
  const { clock, logger } = runtime;

  const sign = async (attempt: Attempt, request: Unsigned): Promise<Readonly<Record<string, string>>> => {
    if (signer === undefined) throw withoutCredentials(attempt.call);
    attempt.clockOffsetMs = serverClock.offsetMs();
    const { randomBytes } = runtime;
    const signing = signer.sign({ ...request, timestampMs: serverClock.now(), randomBytes }, attempt.call);
    return attempt.deadline.race(signing);
  };

  const exchange = async <Result>(
    attempt: Attempt,
    request: HttpRequest<Result>,
    admission: Admission,
  ): Promise<Result> => {
    const { call, deadline } = attempt;
    const { access = "signed", method = "GET" } = request;
    const url = requestUrl(origin, [...basePath, ...request.path], request.query ?? {}, call);
    const body = request.body === undefined ? "" : JSON.stringify(request.body);
    const contentType = body === "" ? {} : { "content-type": "application/json" };

    // The last thing before sending, so that a signature is as fresh as can be.
    const signAndFetch = async (): Promise<Response> => {
      const signature = access === "public" ? {} : await sign(attempt, toSign(method, url, body));
      deadline.signal.throwIfAborted();
      attempt.secrets = Object.values(signature).flatMap((value) => [value, value.replace(SCHEME, "")]);
      attempt.sentAt = clock.monotonic();
      attempt.sent = "maybe";
      admission.sent();
      return runtime.fetch(url.href, {
        method,
        headers: { accept: "application/json", ...contentType, ...request.headers, ...signature },
        ...(body !== "" && { body }),
        redirect: "manual",
        credentials: "omit",
        signal: deadline.signal,
      });
    };

    const { default: ky } = await deadline.race(import("ky"));
    const response = await deadline.race(
      ky(url, { method, fetch: signAndFetch, retry: 0, timeout: false, throwHttpErrors: false }),
    );
    attempt.sent = "yes";
    admission.replied(response.status, response.headers);
    attempt.requestId = readRequestId(response, attempt.secrets);
    const received: Received = {
      atMs: clock.now(),
      latencyMs: clock.monotonic() - attempt.sentAt,
      requestId: attempt.requestId,
      isRepeat: attempt.isRepeat,
      quote: (words) => safeText(words, attempt.secrets),
    };
    attempt.venueTime = readVenueTime(response.headers, received);
    const text = await readBody(response, MAX_REPLY_BYTES, deadline).catch((error: unknown) => {
      // A refusal is told by its status, whatever becomes of its body.
      if (response.ok || deadline.signal.aborted) throw error;
      return "";
    });
    if (response.status === 401 && access === "signed") signer?.refused();
    if (!response.ok) throw readRefusal(attempt, response, text, options.readRefusal, received.atMs);
    return readReply(request, text, received);
  };

  const sendOnce = async <Result>(
    attempt: Attempt,
    request: HttpRequest<Result>,
    { maxWaitMs, mayRepeat }: AttemptTime,
  ): Promise<Result> => {
    const { call } = attempt;
    const { access = "signed", weights } = request;
    let admission: Admission | undefined;
    try {
      if (access === "signed" && signer === undefined) throw withoutCredentials(call);
      admission = await admissions[access].admit(attempt, scopesOf({ access, weights }), maxWaitMs);
      // What waits for its turn does not lose its time to answer.
      if (mayRepeat) attempt.deadline = cutInTime(call);
      return await exchange(attempt, request, admission);
    } catch (error) {
      throw readAttemptFailure(error, attempt);
    } finally {
      admission?.end(attempt);
      if (attempt.deadline !== call.deadline) attempt.deadline.dispose();
    }
  };
  /** Ends an attempt in time for another one, if there still can be one then. */
  const cutInTime = ({ deadline }: VenueCall): Deadline => {
    const cut = new AbortController();
    const over = new AbortController();
    clock.sleep(deadline.leftMs() * SHARE_OF_TIME, over.signal).then(
      () => resend.budget.has() && cut.abort(new CallEnded("timeout")),
      () => {},
    );
    const shorter = startDeadline(clock, undefined, cut.signal, deadline.signal);
    return {
      ...shorter,
      dispose: () => {
        over.abort();
        shorter.dispose();
      },
    };
  };

  const measureTime = async (call: VenueCall): Promise<MeasuredTime | undefined> =>
    time &&
    http.send(call, { ...time, read: (reply, received) => offsetOf(time.read(reply, received), received) });

  const http: VenueHttp = {
    canSign: signer !== undefined,
    send: async (call, request) => {
      try {
        return await sendUntilSettled(resend, call, {
          effect: request.effect,
          attempt: (attempt, attemptTime) => sendOnce(attempt, request, attemptTime),
          correct: createClockCorrection({ serverClock, measure: measureTime, logger }, call),
        });
      } catch (error) {
        if (isVenueError(error)) reportFailure(error, runtime);
        throw error;
      }
    },
  };
  return http;
}

type Unsigned = Omit<SigningRequest, "timestampMs" | "randomBytes">;

function toSign(method: string, { host, pathname, search }: URL, body: string): Unsigned {
  return { method, host, path: pathname, query: search, body };
}

/** How far the venue's clock is ahead: it was read about half-way through the round trip. */
export function offsetOf(venueMs: number, { atMs, latencyMs }: Received, errorMs = 0): MeasuredTime {
  return { offsetMs: venueMs - atMs + latencyMs / 2, errorMs: errorMs + latencyMs / 2 };
}

function readVenueTime(headers: Headers, received: Received): MeasuredTime | undefined {
  const dateMs = readHttpDate(headers.get("date"));
  return dateMs === undefined ? undefined : offsetOf(dateMs + HALF_A_SECOND_MS, received, HALF_A_SECOND_MS);
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
