import type { VenueRequest } from "../../http/message.ts";
import type { Clock } from "../../time/clock.ts";
import type { KeyRing, Principal } from "./credentials.ts";
import { verifyHmac } from "./hmac.ts";
import { verifyToken } from "./json-web-token.ts";

/** Returns the principal that sent a request, or the reason for refusing it. */
export type Authenticate = (request: VenueRequest) => Principal | string;

/** Checks the credentials of requests and of socket messages, and remembers used nonces. */
export interface Authenticator {
  readonly authenticate: Authenticate;
  /**
   * True when the token of a socket message is valid. Such a token is bound to no request. It can be used once, like
   * the others.
   */
  mayListen(token: string): boolean;
}

export interface AuthenticationOptions {
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  /**
   * True when a key may use a nonce only once. Coinbase does not document this rule; it proves that each attempt is
   * signed afresh.
   */
  readonly rejectReusedNonce: boolean;
}

/** Longer than the allowed clock skew of a client, which is 5 seconds. */
const GRACE_SECONDS = 10;

const BEARER = /^Bearer (\S+)$/i;

export function createAuthenticator({
  keyRing,
  clock,
  rejectReusedNonce,
}: AuthenticationOptions): Authenticator {
  /** The last second at which a token could be sent again, by key and nonce. */
  const used = new Map<string, number>();

  const useNonce = (keyName: string, nonce: string, untilSeconds: number, nowSeconds: number): boolean => {
    // Entries are in order of use and nearly all tokens live equally long, so the cleanup stops at the first live
    // entry.
    for (const [old, until] of used) {
      if (until + GRACE_SECONDS >= nowSeconds) break;
      used.delete(old);
    }
    const entry = `${keyName} ${nonce}`;
    if (used.has(entry)) return false;
    used.set(entry, untilSeconds);
    return true;
  };

  const useToken = (token: string, uri: string | undefined): Principal | string => {
    const nowSeconds = clock.now() / 1_000;
    const verified = verifyToken(token, { keys: keyRing.keys, nowSeconds, uri });
    if (typeof verified === "string") return verified;
    const { key, nonce, expiresAtSeconds } = verified;
    if (rejectReusedNonce && nonce !== undefined) {
      if (!useNonce(key.principal.keyName, nonce, expiresAtSeconds, nowSeconds))
        return "nonce was used before";
    }
    return key.principal;
  };

  return {
    authenticate(request) {
      const { headers, method, path } = request;
      if (headers["cb-access-key"] !== undefined) {
        return verifyHmac(request, { secrets: keyRing.secrets, nowSeconds: clock.now() / 1_000 });
      }
      const token = BEARER.exec(headers.authorization ?? "")?.[1];
      if (token === undefined) return "no credentials";
      return useToken(token, `${method} ${headers.host ?? ""}${path}`);
    },
    mayListen: (token) => typeof useToken(token, undefined) !== "string",
  };
}
