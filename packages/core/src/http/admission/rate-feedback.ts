import type { RateFeedback } from "../../contract/rate-limit.ts";
import { readRetryAfter } from "./retry-after.ts";

const TOO_MANY_REQUESTS = 429;

/** The longest wait on the word of one header. After it, a request finds out. */
const LONGEST_MS = 15 * 60_000;

/** The wait where the venue names none: one second, doubled with each further refusal. */
const FIRST_MS = 1_000;
const MOST_DOUBLINGS = 6;

const A_DAY_MS = 86_400_000;

const NUMBER = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:[,;].*)?$/;

/** Larger numbers are times since the epoch, in seconds or in milliseconds; smaller ones are seconds left. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

/** Reads feedback on the venue's limits from replies. */
export interface RateFeedbackReader {
  read(status: number, headers: Headers, nowMs: number): RateFeedback;
  /** Returns the feedback for a refusal that only the body tells. `askedMs` is the wait that it asks for. */
  refusedByBody(askedMs: number | undefined, nowMs: number): RateFeedback;
  /** Call when a body was read and is no such refusal. */
  accepted(): void;
}

export function createRateFeedbackReader(random: () => number): RateFeedbackReader {
  const byStatus = createHoldBack(random);
  const byBody = createHoldBack(random);
  return {
    read: (status, headers, nowMs) => {
      const resetMs = readReset(headers, nowMs);
      if (status === TOO_MANY_REQUESTS) {
        const askedMs = readRetryAfter(headers.get("retry-after"), nowMs) || resetMs;
        return byStatus.refused(askedMs, nowMs);
      }
      byStatus.reset();
      const isExhausted = readNumber(headers, "remaining") === 0 && resetMs !== undefined;
      return isExhausted
        ? { exhausted: { forMs: Math.min(resetMs, LONGEST_MS), limit: readNumber(headers, "limit") } }
        : {};
    },
    refusedByBody: byBody.refused,
    accepted: byBody.reset,
  };
}

/** The wait after refusals, where the venue names none. */
interface HoldBack {
  refused(askedMs: number | undefined, nowMs: number): RateFeedback;
  /** Call when a request was not refused. */
  reset(): void;
}

function createHoldBack(random: () => number): HoldBack {
  let refusals = 0;
  let heldUntilMs = 0;
  /** Returns the wait in milliseconds. Requests that were under way together and are refused together count once. */
  const holdBack = (nowMs: number): number => {
    if (nowMs < heldUntilMs) return heldUntilMs - nowMs;
    const forMs = FIRST_MS * 2 ** Math.min(refusals, MOST_DOUBLINGS) * (0.5 + random() / 2);
    refusals += 1;
    heldUntilMs = nowMs + forMs;
    return forMs;
  };
  return {
    refused: (askedMs, nowMs) => ({ refusedForMs: Math.min(askedMs || holdBack(nowMs), LONGEST_MS) }),
    reset: () => {
      refusals = 0;
      heldUntilMs = 0;
    },
  };
}

/** Reads the milliseconds until the venue's limit starts again. Undefined when the headers do not say. */
export function readReset(headers: Headers, nowMs: number): number | undefined {
  const reset = readNumber(headers, "reset");
  if (reset === undefined) return undefined;
  const atMs = reset < EPOCH_MILLISECONDS ? reset * 1_000 : reset;
  const leftMs = reset < EPOCH_SECONDS ? reset * 1_000 : atMs - nowMs;
  return Math.min(Math.max(leftMs, 0), A_DAY_MS);
}

/** Reads a rate limit header, with or without "x-": both are in use. Text after the number is about other windows. */
function readNumber(headers: Headers, name: string): number | undefined {
  const text = headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`);
  const digits = NUMBER.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
