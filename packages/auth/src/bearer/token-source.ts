import { type CallContext, VenueError } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import { describeClass } from "../signing-failure.ts";

/** A token with its time of expiry. */
export interface BearerToken {
  readonly token: string;
  /** Epoch milliseconds. Absent when the token does not expire. */
  readonly expiresAtMs?: number | undefined;
}

/**
 * Returns a new token, as a text when it does not expire. `timestampMs` is the current time in epoch milliseconds by the
 * venue's clock. Add a token's lifetime to it when the service states only that.
 */
export type TokenRefresh = (moment: {
  readonly timestampMs: number;
}) => string | BearerToken | Promise<string | BearerToken>;

interface PendingRefresh {
  readonly startedMs: number;
  readonly token: Promise<BearerToken>;
}

/** The shortest remaining life of a token, in milliseconds. A token with less could expire before it reaches the venue. */
const MIN_LIFE_MS = 5000;

/** The age of a pending refresh, in milliseconds, after which later requests start another one. */
const REFRESH_PATIENCE_MS = 30_000;

/**
 * Creates a function that returns the token for a request at `timestampMs`. It refreshes the token when there is none, or
 * less than 5 seconds of its life are left. Requests at the same time share one refresh. After a failure the next request
 * tries again. Rejects with `unavailable`, code TOKEN_REFRESH_FAILED, with the class of the cause only.
 */
export function createTokenSource(
  refresh: TokenRefresh,
  call: CallContext,
): (timestampMs: number) => string | Promise<string> {
  let current: BearerToken | undefined;
  let pending: PendingRefresh | undefined;

  async function renew(timestampMs: number): Promise<BearerToken> {
    let given: string | BearerToken;
    try {
      given = await refresh({ timestampMs });
    } catch (error) {
      throw refreshFailure(call, `the token function failed${describeClass(error)}`);
    }
    return readToken(given, call);
  }

  async function start(timestampMs: number): Promise<string> {
    const refreshing: PendingRefresh = { startedMs: timestampMs, token: renew(timestampMs) };
    pending = refreshing;
    try {
      const token = await refreshing.token;
      if (pending === refreshing) current = token;
      return token.token;
    } finally {
      if (pending === refreshing) pending = undefined;
    }
  }

  return (timestampMs) => {
    if (current !== undefined && (current.expiresAtMs ?? Infinity) - timestampMs >= MIN_LIFE_MS) {
      return current.token;
    }
    if (pending !== undefined && timestampMs - pending.startedMs < REFRESH_PATIENCE_MS) {
      return pending.token.then(({ token }) => token);
    }
    return start(timestampMs);
  };
}

/** Checks a token from the caller's function. The error never quotes it. */
function readToken(given: string | BearerToken, call: CallContext): BearerToken {
  try {
    const { token, expiresAtMs } = typeof given === "string" ? { token: given } : given;
    if (expiresAtMs === undefined || Number.isFinite(expiresAtMs)) {
      return { token: checkToken(token, "token", call), expiresAtMs };
    }
  } catch {}
  throw refreshFailure(call, "the token function returned no valid token");
}

function refreshFailure(call: CallContext, reason: string): VenueError {
  return new VenueError({
    ...call,
    kind: "unavailable",
    code: "TOKEN_REFRESH_FAILED",
    reason,
    retryable: true,
  });
}
