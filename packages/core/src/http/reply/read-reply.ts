import type { Clock } from "../../contract/runtime.ts";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import { safeText } from "../../errors/safe-text.ts";
import { isVenueError, type VenueError } from "../../errors/venue-error.ts";
import { asList, asObject } from "../../values/json.ts";
import type { JsonList, JsonObject } from "../../values/json-object.ts";
import type { Admission } from "../admission/admission.ts";
import { type Attempt, readAttemptFailure, secretsOf } from "../attempt.ts";
import { readVenueTime } from "../clock/venue-time.ts";
import type { HttpRequest, Received } from "../http-request.ts";
import type { SignerSource } from "../signing/signer-source.ts";
import type { Decode, Decoded, Refusal } from "./decode.ts";
import { readBody } from "./read-body.ts";
import { redirectError, refusalError } from "./refusal.ts";
import { RefusedReply } from "./refused-reply.ts";

/** The largest reply that is read. No documented reply comes near it, so a larger one is a fault or an attack. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

const TOO_MANY_REQUESTS = 429;

/** The parts of a client that read a reply and act on a refusal. */
export interface ReplyParts {
  readonly decode: Decode;
  readonly runtime: { readonly clock: Clock };
  readonly signer: Pick<SignerSource, "refused"> | undefined;
}

/**
 * Reads the reply to an attempt: its body within cap and deadline, then the refusal or the value in it. Throws the
 * `VenueError` of a refusal.
 */
export async function readReply<Result>(
  { decode, runtime: { clock }, signer }: ReplyParts,
  attempt: Attempt,
  request: HttpRequest<Result>,
  response: Response,
  admission: Pick<Admission, "limited">,
): Promise<Result> {
  const { status, headers, ok } = response;
  const atMs = clock.now();
  const latencyMs = clock.monotonic() - attempt.sentAt;
  attempt.requestId = readRequestId(headers, attempt);
  attempt.venueTime = readVenueTime(headers, { atMs, latencyMs });
  const text = await readBody(response, MAX_REPLY_BYTES, attempt.deadline).catch((error: unknown) => {
    // The status tells a refusal even when its body is lost.
    if (ok || attempt.deadline.ended !== undefined) throw error;
    return "";
  });
  if (!ok && status < 400) throw redirectError(attempt, status);

  const refuse = (refusal: Refusal): VenueError => {
    const error = refusalError(attempt, { response, text, atMs }, refusal);
    if (attempt.refusedSignature !== undefined && request.access !== "public") signer?.refused();
    const isToldByBody = attempt.failedOf === "rateLimited" && status !== TOO_MANY_REQUESTS;
    if (isToldByBody) admission.limited(error.retryAfterMs);
    return error;
  };
  const received: Received = {
    atMs,
    latencyMs,
    venueTime: attempt.venueTime,
    requestId: attempt.requestId,
    query: request.query ?? {},
    isRepeat: attempt.isRepeat,
    errorOf: (read) => {
      try {
        read();
        return undefined;
      } catch (error) {
        // A copy, so that a failed part does not mark the whole attempt as failed.
        const part = { ...attempt };
        const known = asReadFailure(error);
        return known instanceof RefusedReply
          ? refusalError(part, { response, text, atMs }, known.refusal)
          : readAttemptFailure(known, part);
      }
    },
  };
  const decoded = decodeReply(decode, response, text);
  if ("refusal" in decoded) throw refuse(decoded.refusal);
  try {
    return readValue(request, decoded.value, received);
  } catch (error) {
    throw error instanceof RefusedReply ? refuse(error.refusal) : error;
  }
}

/** Decodes a body. With a status other than 2xx it never gives a value: the JSON of a proxy must not pass as a success. */
function decodeReply(decode: Decode, { status, headers, ok }: Response, text: string): Decoded {
  try {
    const decoded = decode(status, headers, text);
    const given: unknown = "refusal" in decoded ? decoded.refusal : decoded.value;
    if (typeof given !== "object" || given === null)
      throw new TypeError("a codec gives a value or a refusal");
    return ok || "refusal" in decoded ? decoded : { refusal: {} };
  } catch (error) {
    if (error instanceof RefusedReply) return { refusal: error.refusal };
    // The body cannot be read, so the status decides.
    if (!ok) return { refusal: {} };
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

/** Turns an unexpected error of a reader into `MalformedReply`: it is a fault of CQVX and not of the network. */
function asReadFailure(error: unknown): unknown {
  const isExpected = isVenueError(error) || error instanceof MalformedReply || error instanceof RefusedReply;
  return isExpected ? error : new MalformedReply("CQVX failed to read the reply", "INTERNAL");
}

function readRequestId(headers: Headers, attempt: Attempt): string | undefined {
  const id = headers.get("x-request-id");
  return id !== null && /^[\w.:-]{1,128}$/.test(id) && safeText(id, secretsOf(attempt)) === id
    ? id
    : undefined;
}
