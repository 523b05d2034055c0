import type { LimitedScope } from "../contract/rate-limit.ts";
import type { SigningRequest } from "../contract/signer.ts";
import type { LimitedRequest } from "../rate-limit/scopes.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { writeJson } from "../values/exact-json.ts";
import type { Admission, Admissions } from "./admission/admission.ts";
import { type Attempt, readAttemptFailure } from "./attempt.ts";
import { createClockCorrection } from "./clock/correct-clock.ts";
import type { MeasuredTime, ServerClock } from "./clock/server-clock.ts";
import { offsetOf } from "./clock/venue-time.ts";
import { CallEnded, type Deadline, startDeadline } from "./deadline.ts";
import type { HttpRequest, ObjectReader, RequestTerms } from "./http-request.ts";
import type { Decode } from "./reply/decode.ts";
import { readReply } from "./reply/read-reply.ts";
import { requestUrl } from "./request-url.ts";
import { type AttemptTime, type ResendParts, sendUntilSettled } from "./resend.ts";
import type { SignerSource } from "./signing/signer-source.ts";
import { withoutCredentials } from "./signing/without-credentials.ts";
import type { VenueCall } from "./venue-call.ts";

/** "Bearer " and the like: a venue may echo a token without it. */
const SCHEME = /^[A-Za-z][\w-]* +/;

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
    return readReply({ decode: options.decode, clock, signer, admission }, attempt, request, response);
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
