import { createJwtIssuer, HMAC_DIALECTS, hmacSigner } from "@cqvx/auth";
import { type CallContext, invalidInput, type Signer, type SigningRequest } from "@cqvx/core";
import type { CdpCredentials, CoinbaseCredentials } from "./config.ts";

type Moment = Pick<SigningRequest, "timestampMs" | "randomBytes">;

const TOKEN_SECONDS = 120;

const KEY_NAME = /^[A-Za-z0-9/_-]{1,256}$/;

/** The signer for the kind of credentials given; throws `invalidInput` with the field's name, never its value. */
export function toSigner(credentials: CoinbaseCredentials, call: CallContext): Signer {
  if (!["keyName", "apiKey", "secret"].some((field) => field in Object(credentials))) {
    throw invalidInput(call, "credentials", "must be {keyName, privateKey} or {apiKey, secret}");
  }
  if ("keyName" in credentials) return cdpSigner(credentials, call);
  const { apiKey, secret, passphrase } = credentials;
  const { coinbaseExchange, coinbaseLegacy } = HMAC_DIALECTS;
  return passphrase === undefined
    ? hmacSigner({ dialect: coinbaseLegacy, credentials: { apiKey, secret } }, call)
    : hmacSigner({ dialect: coinbaseExchange, credentials: { apiKey, secret, passphrase } }, call);
}

/**
 * A token for one request, bound to its method, host and path (the query is not part of it: a token with one is refused),
 * or for one subscription, bound to nothing.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
function cdpSigner({ keyName, privateKey }: CdpCredentials, call: CallContext): Signer {
  if (typeof keyName !== "string" || !KEY_NAME.test(keyName)) {
    throw invalidInput(call, "keyName", "must be the name or id of a CDP key");
  }
  const issuer = createJwtIssuer({ privateKey, keyId: keyName }, call);
  const issue = (moment: Moment, bound: { readonly uri?: string } = {}): Promise<string> => {
    const now = Math.floor(moment.timestampMs / 1000);
    return issuer.issue({ sub: keyName, iss: "cdp", nbf: now, exp: now + TOKEN_SECONDS, ...bound }, moment);
  };
  return {
    async sign(request) {
      const { method, host, path } = request;
      const token = await issue(request, { uri: `${method} ${host}${path}` });
      return { Authorization: `Bearer ${token}` };
    },
    signSubscription: async (subscription) => ({ jwt: await issue(subscription) }),
  };
}
