import { type CallContext, VenueError } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import { describeClass } from "../signing-failure.ts";

/** A token, and until when it serves. */
export interface BearerToken {
  readonly token: string;
  /** Epoch milliseconds. Absent: the token does not expire. */
  readonly expiresAtMs?: number | undefined;
}

/**
 * Gives a new token: a text when it does not expire. `timestampMs` is now, in epoch milliseconds by the venue's clock, for
 * services that say only how long a token lives.
 */
export type TokenRefresh = (moment: {
  readonly timestampMs: number;
}) => string | BearerToken | Promise<string | BearerToken>;

interface PendingRefresh {
  readonly startedMs: number;
  readonly token: Promise<BearerToken>;
}

/** A token that would expire on its way is not used any more. */
const MIN_LIFE_MS = 5000;

/** After this long a refresh that has not settled is not waited for by later requests. */
const REFRESH_PATIENCE_MS = 30_000;

/**
 * A function that gives the token for a request at `timestampMs`. It refreshes when there is no token or less than 5
 * seconds are left; requests at the same time share one refresh; after a failed one the next request tries again.
 * Rejects with `unauthorized`, code TOKEN_REFRESH_FAILED, saying nothing of the cause but its class.
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
    const mine: PendingRefresh = { startedMs: timestampMs, token: renew(timestampMs) };
    pending = mine;
    try {
      const token = await mine.token;
      if (pending === mine) current = token;
      return token.token;
    } finally {
      if (pending === mine) pending = undefined;
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

/** Foreign data: whatever is wrong with it, the error says nothing of what it holds. */
function readToken(given: string | BearerToken, call: CallContext): BearerToken {
  try {
    const { token, expiresAtMs } = typeof given === "string" ? { token: given } : given;
    if (expiresAtMs === undefined || Number.isFinite(expiresAtMs)) {
      return { token: checkToken(token, "token", call), expiresAtMs };
    }
  } catch {}
  throw refreshFailure(call, "the token function gave something else than a token");
}

function refreshFailure(call: CallContext, reason: string): VenueError {
  return new VenueError({ ...call, kind: "unauthorized", code: "TOKEN_REFRESH_FAILED", reason });
}
