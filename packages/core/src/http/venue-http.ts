import type { LimitedScope } from "../contract/rate-limit.ts";
import type { SigningRequest } from "../contract/signer.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import type { LimitedRequest } from "../rate-limit/scopes.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { writeJson } from "../values/exact-json.ts";
import { asList, asObject } from "../values/json.ts";
import type { JsonList, JsonObject } from "../values/json-object.ts";
import type { Admission, Admissions } from "./admission.ts";
import { type Attempt, readAttemptFailure } from "./attempt.ts";
import { createClockCorrection } from "./correct-clock.ts";
import { CallEnded, type Deadline, startDeadline } from "./deadline.ts";
import type { Decode, Decoded, Refusal } from "./decode.ts";
import { readHttpDate } from "./http-date.ts";
import type { HttpRequest, ObjectReader, Received, RequestTerms } from "./http-request.ts";
import { readBody } from "./read-body.ts";
import { redirectError, refusalError } from "./refusal.ts";
import { RefusedReply } from "./refused-reply.ts";
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

const TOO_MANY_REQUESTS = 429;

/** The share of the time left that an attempt gets when another one can follow. */
const SHARE_OF_TIME = 0.5;

/** Asks a venue for its clock, in epoch milliseconds. */
export type TimeRequest = RequestTerms & ObjectReader<number>;

export interface VenueHttp {
  /** True when there are credentials. */
  readonly canSign: boolean;
  send<Result>(call: VenueCall, request: HttpRequest<Result>): Promise<Result>;
}

export interface VenueHttpOptions {
  readonly origin: URL;
  /** Segments that every path of the venue begins with. */
  readonly basePath: readonly string[];
  readonly signer: SignerSource | undefined;
  readonly runtime: ResolvedRuntime;
  /** Tells the venue's values from its refusals. */
  readonly decode: Decode;
  readonly serverClock: ServerClock;
  /** Asks the venue for its clock. */
  readonly time: TimeRequest | undefined;
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

  const sign = async (
    source: SignerSource,
    attempt: Attempt,
    request: Unsigned,
  ): Promise<Readonly<Record<string, string>>> => {
    attempt.clockOffsetMs = serverClock.offsetMs();
    const { randomBytes } = runtime;
    const signing = source.sign({ ...request, timestampMs: serverClock.now(), randomBytes }, attempt.call);
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
    const body = request.body === undefined ? "" : writeJson(request.body);
    const contentType = body === "" ? {} : { "content-type": "application/json" };

    const send = async (signature: Readonly<Record<string, string>>): Promise<Sending> => {
      deadline.signal.throwIfAborted();
      attempt.secrets = Object.values(signature).flatMap((value) => [value, value.replace(SCHEME, "")]);
      attempt.sentAt = clock.monotonic();
      attempt.sent = "maybe";
      admission.sent();
      const response = runtime.fetch(url.href, {
        method,
        headers: { accept: "application/json", ...contentType, ...request.headers, ...signature },
        ...(body !== "" && { body }),
        redirect: "manual",
        credentials: "omit",
        signal: deadline.signal,
      });
      return { response };
    };
    // The last thing before sending, so that a signature is as fresh as can be.
    const signAndSend = async (): Promise<Sending> => {
      if (access === "public") return send({});
      if (signer === undefined) throw withoutCredentials(call);
      const turn = { ...call, deadline };
      return signer.inTurn(turn, async () => send(await sign(signer, attempt, toSign(method, url, body))));
    };
    const signAndFetch = async (): Promise<Response> => (await signAndSend()).response;

    const { default: ky } = await deadline.race(import("ky"));
    const response = await deadline.race(
      ky(url, { method, fetch: signAndFetch, retry: 0, timeout: false, throwHttpErrors: false }),
    );
    attempt.sent = "yes";
    admission.replied(response.status, response.headers);
    attempt.requestId = readRequestId(response, attempt.secrets);
    const received: Received = {
      ...receivedBy(attempt, response.headers),
      query: request.query ?? {},
      errorOf: (read) => {
        try {
          read();
          return undefined;
        } catch (error) {
          // A copy: a part that failed does not make the attempt fail.
          const part = { ...attempt };
          const known = asReadFailure(error);
          return known instanceof RefusedReply
            ? refusalError(part, { response, text, atMs: received.atMs }, known.refusal)
            : readAttemptFailure(known, part);
        }
      },
    };
    attempt.venueTime = received.venueTime;
    const text = await readBody(response, MAX_REPLY_BYTES, deadline).catch((error: unknown) => {
      // A refusal is told by its status, whatever becomes of its body.
      if (response.ok || deadline.signal.aborted) throw error;
      return "";
    });
    if (!response.ok && response.status < 400) throw redirectError(attempt, response.status);
    const refuse = (refusal: Refusal): VenueError => {
      const error = refusalError(attempt, { response, text, atMs: received.atMs }, refusal);
      if (attempt.refusedSignature !== undefined && access === "signed") signer?.refused();
      const isToldByBody = attempt.failedOf === "rateLimited" && response.status !== TOO_MANY_REQUESTS;
      if (isToldByBody) admission.limited(error.retryAfterMs);
      return error;
    };
    const decoded = decodeReply(options.decode, response, text);
    if ("refusal" in decoded) throw refuse(decoded.refusal);
    try {
      return readValue(request, decoded.value, received);
    } catch (error) {
      throw error instanceof RefusedReply ? refuse(error.refusal) : error;
    }
  };

  const receivedBy = (attempt: Attempt, headers: Headers): Omit<Received, "query" | "errorOf"> => {
    const atMs = clock.now();
    const latencyMs = clock.monotonic() - attempt.sentAt;
    return {
      atMs,
      latencyMs,
      venueTime: readVenueTime(headers, { atMs, latencyMs }),
      requestId: attempt.requestId,
      isRepeat: attempt.isRepeat,
    };
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
    send: (call, request) =>
      sendUntilSettled(resend, call, {
        effect: request.effect,
        attempt: (attempt, attemptTime) => sendOnce(attempt, request, attemptTime),
        correct: createClockCorrection({ serverClock, measure: measureTime, logger }, call),
      }),
  };
  return http;
}

/** A request that has left. In an object, as a promise would be awaited on its way. */
interface Sending {
  readonly response: Promise<Response>;
}

type Unsigned = Omit<SigningRequest, "timestampMs" | "randomBytes">;

function toSign(method: string, { host, pathname, search }: URL, body: string): Unsigned {
  return { method, host, path: pathname, query: search, body };
}

/** Returns how far the venue's clock is ahead. The venue read it about half-way through the round trip. */
export function offsetOf(
  venueMs: number,
  { atMs, latencyMs }: Pick<Received, "atMs" | "latencyMs">,
  errorMs = 0,
): MeasuredTime {
  return { offsetMs: venueMs - atMs + latencyMs / 2, errorMs: errorMs + latencyMs / 2 };
}

function readVenueTime(
  headers: Headers,
  received: Pick<Received, "atMs" | "latencyMs">,
): MeasuredTime | undefined {
  const dateMs = readHttpDate(headers.get("date"));
  return dateMs === undefined ? undefined : offsetOf(dateMs + HALF_A_SECOND_MS, received, HALF_A_SECOND_MS);
}

function decodeReply(decode: Decode, response: Response, text: string): Decoded {
  try {
    return decode(response.status, response.headers, text);
  } catch (error) {
    if (error instanceof RefusedReply) return { refusal: error.refusal };
    // Unreadable words, or a codec that breaks on them: the status stands.
    if (!response.ok) return { refusal: {} };
    throw asReadFailure(error);
  }
}

function readValue<Result>(
  request: HttpRequest<Result>,
  value: JsonObject | JsonList,
  received: Received,
): Result {
  try {
    return "readList" in request
      ? request.readList(asList(value), received)
      : request.read(asObject(value), received);
  } catch (error) {
    throw asReadFailure(error);
  }
}

/** A reader that breaks is a fault of CQVX and none of the network. */
function asReadFailure(error: unknown): unknown {
  const isMeant = isVenueError(error) || error instanceof MalformedReply || error instanceof RefusedReply;
  return isMeant ? error : new MalformedReply("CQVX failed to read the reply", "INTERNAL");
}

function readRequestId(response: Response, secrets: readonly string[]): string | undefined {
  const id = response.headers.get("x-request-id");
  return id !== null && /^[\w.:-]{1,128}$/.test(id) && safeText(id, secrets) === id ? id : undefined;
}
