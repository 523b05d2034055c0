import type { LimitedScope } from "../contract/rate-limit.ts";
import type { LimitedRequest } from "../rate-limit/scopes.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { writeJson } from "../values/exact-json.ts";
import type { Admission, Admissions } from "./admission/admission.ts";
import { type Attempt, readAttemptFailure } from "./attempt.ts";
import type { ServerClock } from "./clock/server-clock.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import type { HttpRequest, RequestTerms } from "./http-request.ts";
import type { Decode } from "./reply/decode.ts";
import { readReply } from "./reply/read-reply.ts";
import { requestUrl } from "./request-url.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { AttemptTime } from "./send-with-retries.ts";
import type { SignerSource } from "./signing/signer-source.ts";
import { withoutCredentials } from "./signing/without-credentials.ts";
import { startTimer } from "./timer.ts";
import type { VenueCall } from "./venue-call.ts";

/** The parts of a client that each attempt uses. */
export interface AttemptParts {
  readonly origin: URL;
  /** Path segments that every path of the venue begins with. */
  readonly basePath: readonly string[];
  /** Undefined without credentials. */
  readonly signer: SignerSource | undefined;
  readonly runtime: ResolvedRuntime;
  /** Tells the venue's values from its refusals. */
  readonly decode: Decode;
  readonly serverClock: ServerClock;
  readonly scopesOf: (request: LimitedRequest) => readonly LimitedScope[];
  readonly admissions: Readonly<Record<"signed" | "public", Admissions>>;
  readonly budget: RetryBudget;
}

/**
 * Makes one attempt: admission by circuit breaker and rate limits, then signing, sending and reading the reply. Rejects with
 * a `VenueError`. Nothing of the transport reaches the caller.
 */
export async function sendAttempt<Result>(
  parts: AttemptParts,
  attempt: Attempt,
  request: HttpRequest<Result>,
  { maxWaitMs, mayRepeat }: AttemptTime,
): Promise<Result> {
  const { call } = attempt;
  const { access = "signed", weights } = request;
  let admission: Admission | undefined;
  let stopCut: (() => void) | undefined;
  try {
    const signer = access === "signed" ? signerOf(parts, call) : undefined;
    admission = await parts.admissions[access].admit(attempt, parts.scopesOf({ access, weights }), maxWaitMs);
    // Only now, so that waiting for a permit does not shorten the time to answer.
    if (mayRepeat) stopCut = cutAttempt(parts, attempt);
    const response = await signAndFetch(parts, signer, attempt, request, admission);
    const { status, headers } = response;
    attempt.sent = "yes";
    admission.replied(status, headers);
    return await readReply(parts, attempt, request, response, admission);
  } catch (error) {
    throw readAttemptFailure(error, attempt);
  } finally {
    admission?.end(attempt);
    stopCut?.();
  }
}

function signerOf({ signer }: AttemptParts, call: VenueCall): SignerSource {
  if (signer === undefined) throw withoutCredentials(call);
  return signer;
}

/** The share of the remaining time that an attempt gets when another one can follow. */
const SHARE_OF_TIME = 0.5;

/**
 * Cuts an attempt at half of the remaining time, so that a retry fits before the deadline. An attempt that can have no retry
 * by then goes on. Returns a function that takes the cut back.
 */
function cutAttempt({ runtime, budget }: AttemptParts, attempt: Attempt): () => void {
  const { deadline } = attempt.call;
  const shorter = startDeadline(runtime.clock, { within: deadline });
  const stopTimer = startTimer(runtime.clock, Math.max(deadline.leftMs() * SHARE_OF_TIME, 0), () => {
    if (budget.has()) shorter.end("timeout");
  });
  attempt.deadline = shorter;
  return () => {
    stopTimer();
    shorter.dispose();
  };
}

/**
 * Signs a request and sends it at once, so that the signature is as fresh as it can be. A public request has no signer. Resolves
 * with the headers of the reply.
 */
async function signAndFetch(
  { origin, basePath, runtime, serverClock }: AttemptParts,
  signer: SignerSource | undefined,
  attempt: Attempt,
  request: RequestTerms,
  admission: Admission,
): Promise<Response> {
  const { call, deadline } = attempt;
  const { method = "GET" } = request;
  const url = requestUrl(origin, [...basePath, ...request.path], request.query ?? {}, call);
  const body = request.body === undefined ? "" : writeJson(request.body);

  /** In an object, since a promise that an async function returns is awaited. */
  const send = (signature: Readonly<Record<string, string>>): { readonly reply: Promise<Response> } => {
    throwIfEnded(deadline);
    attempt.signature = signature;
    attempt.sentAt = runtime.clock.monotonic();
    attempt.sent = "maybe";
    admission.sent();
    const contentType = body === "" ? {} : { "content-type": "application/json" };
    const reply = Promise.resolve(
      runtime.fetch(url.href, {
        method,
        headers: { accept: "application/json", ...contentType, ...request.headers, ...signature },
        ...(body !== "" && { body }),
        redirect: "manual",
        credentials: "omit",
        signal: deadline.signal,
      }),
    );
    // A deadline that passes at this moment leaves nobody to wait for it.
    reply.catch(() => {});
    return { reply };
  };

  // An ended call asks for no signature: it would cost a nonce, or a request to a remote signer.
  throwIfEnded(deadline);
  if (signer === undefined) return deadline.race(send({}).reply);
  const { host, pathname: path, search: query } = url;
  const { reply } = await deadline.race(
    signer.inTurn({ ...call, deadline }, async () => {
      throwIfEnded(deadline);
      attempt.clockOffsetMs = serverClock.offsetMs();
      const { randomBytes } = runtime;
      const toSign = { method, host, path, query, body, timestampMs: serverClock.now(), randomBytes };
      return send(await deadline.race(signer.sign(toSign, call)));
    }),
  );
  return deadline.race(reply);
}

function throwIfEnded({ ended }: Deadline): void {
  if (ended !== undefined) throw ended;
}
