import type { VenueRequest } from "../../http/message.ts";
import type { Clock } from "../../time/clock.ts";
import type { KeyRing, Principal } from "./credentials.ts";
import { verifyHmac } from "./hmac.ts";
import { verifyToken } from "./json-web-token.ts";

/** Who sent a request, or why it is refused. */
export type Authenticate = (request: VenueRequest) => Principal | string;

/** Knows keys, and which tokens were used. */
export interface Authenticator {
  readonly authenticate: Authenticate;
  /** Whether the token of a message to a socket is good. It is bound to no request, and serves once like any other. */
  mayListen(token: string): boolean;
}

export interface AuthenticationOptions {
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  /** Whether a nonce serves once for each key. Coinbase does not say; refusing proves that each attempt is signed afresh. */
  readonly rejectReusedNonce: boolean;
}

/** Longer than a client's clock may be off. */
const GRACE_SECONDS = 10;

const BEARER = /^Bearer (\S+)$/i;

export function createAuthenticator({
  keyRing,
  clock,
  rejectReusedNonce,
}: AuthenticationOptions): Authenticator {
  /** Key and nonce, until when a token with them could still be sent again. */
  const used = new Map<string, number>();

  const useNonce = (keyName: string, nonce: string, untilSeconds: number, nowSeconds: number): boolean => {
    // The oldest come first, and nearly all live equally long: the first that still counts ends the cleaning.
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
