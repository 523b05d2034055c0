import { HMAC_DIALECTS, hmacSigner, jwtSigner } from "@cqvx/auth";
import { type CallContext, invalidInput, type Signer } from "@cqvx/core";
import type { CdpCredentials, CoinbaseCredentials } from "./config.ts";

const TOKEN_SECONDS = 120;

const KEY_NAME = /^[A-Za-z0-9/_-]{1,256}$/;

/** The signer for the kind of credentials given; throws `invalidInput` with the field's name, never its value. */
export function toSigner(credentials: CoinbaseCredentials, call: CallContext): Signer {
  if (typeof credentials !== "object" || credentials === null) {
    throw invalidInput(call, "credentials", "must be {keyName, privateKey} or {apiKey, secret}");
  }
  if ("keyName" in credentials) return cdpSigner(credentials, call);
  const { apiKey, secret, passphrase } = credentials;
  return passphrase === undefined
    ? hmacSigner({ dialect: HMAC_DIALECTS.coinbaseLegacy, credentials: { apiKey, secret } }, call)
    : hmacSigner(
        { dialect: HMAC_DIALECTS.coinbaseExchange, credentials: { apiKey, secret, passphrase } },
        call,
      );
}

/**
 * A token for one request, bound to its method, host and path. The query is not part of it: a token with one is refused.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
function cdpSigner({ keyName, privateKey }: CdpCredentials, call: CallContext): Signer {
  if (typeof keyName !== "string" || !KEY_NAME.test(keyName)) {
    throw invalidInput(call, "keyName", "must be the name or id of a CDP key");
  }
  return jwtSigner(
    {
      privateKey,
      keyId: keyName,
      claims: ({ method, host, path, timestampMs }) => {
        const now = Math.floor(timestampMs / 1000);
        const uri = `${method} ${host}${path}`;
        return { sub: keyName, iss: "cdp", nbf: now, exp: now + TOKEN_SECONDS, uri };
      },
    },
    call,
  );
}
