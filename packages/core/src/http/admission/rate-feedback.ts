import type { RateFeedback } from "../../contract/rate-limit.ts";
import { readRetryAfter } from "./retry-after.ts";

const TOO_MANY_REQUESTS = 429;

/** Longer than this nothing is held back on one word of a header: then a request finds out. */
const LONGEST_MS = 15 * 60_000;

/** Without a word from the venue: a second, doubled each time it refuses again. */
const FIRST_MS = 1_000;
const MOST_DOUBLINGS = 6;

const A_DAY_MS = 86_400_000;

const NUMBER = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:[,;].*)?$/;

/** Larger numbers are times since the epoch, in seconds or in milliseconds; smaller ones are seconds left. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

/** Reads what replies say of the venue's limits. */
export interface RateFeedbackReader {
  read(status: number, headers: Headers, nowMs: number): RateFeedback;
  /** Reads a refusal that only the body tells, with the wait that it asks for. */
  readRefusal(askedMs: number | undefined, nowMs: number): RateFeedback;
  /** A body was read, and is no such refusal. */
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
    readRefusal: byBody.refused,
    accepted: byBody.reset,
  };
}

/** How long requests are held back after refusals, where the venue does not say. */
interface HoldBack {
  refused(askedMs: number | undefined, nowMs: number): RateFeedback;
  /** A request was not refused. */
  reset(): void;
}

function createHoldBack(random: () => number): HoldBack {
  let refusals = 0;
  let heldUntilMs = 0;
  /** Many that were under way together are refused together: that counts once. */
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

/** Milliseconds until the venue's limit begins anew, where it says so. */
export function readReset(headers: Headers, nowMs: number): number | undefined {
  const reset = readNumber(headers, "reset");
  if (reset === undefined) return undefined;
  const atMs = reset < EPOCH_MILLISECONDS ? reset * 1_000 : reset;
  const leftMs = reset < EPOCH_SECONDS ? reset * 1_000 : atMs - nowMs;
  return Math.min(Math.max(leftMs, 0), A_DAY_MS);
}

/** With or without the x-: both are in use. What follows a number is about other windows. */
function readNumber(headers: Headers, name: string): number | undefined {
  const text = headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`);
  const digits = NUMBER.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
