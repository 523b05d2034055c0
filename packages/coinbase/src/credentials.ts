import { type HmacDialect, hmacSigner, type JwtMembers, type JwtSignerOptions, jwtSigner } from "@cqvx/auth";
import { type CallContext, invalidInput, type Signer } from "@cqvx/core";
import type { CdpCredentials, CoinbaseCredentials, LegacyCredentials } from "./config.ts";

/** The lifetime of a token in seconds, as Coinbase documents it. */
const TOKEN_SECONDS = 120;

/** `organizations/{id}/apiKeys/{id}` or a bare UUID. */
const KEY_NAME = /^[A-Za-z0-9/_-]{1,256}$/;

/** Creates the signer for these credentials. Throws `invalidInput` with the name of a wrong field, never its value. */
export function toSigner(credentials: CoinbaseCredentials, call: CallContext): Signer {
  if (!["keyName", "apiKey", "secret"].some((field) => field in Object(credentials))) {
    throw invalidInput(call, "credentials", "must be {keyName, privateKey} or {apiKey, secret}");
  }
  return "keyName" in credentials ? cdpSigner(credentials, call) : legacySigner(credentials, call);
}

/**
 * Creates the signer of a CDP key. It sends a JWT with each request and each subscription.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
function cdpSigner({ keyName, privateKey }: CdpCredentials, call: CallContext): Signer {
  if (typeof keyName !== "string" || !KEY_NAME.test(keyName)) {
    throw invalidInput(call, "keyName", "must be the name or id of a CDP key");
  }
  const options: JwtSignerOptions = {
    privateKey,
    keyId: keyName,
    claims: ({ method, host, path, timestampMs }) => ({
      ...sharedClaims(keyName, timestampMs),
      // Coinbase refuses a token whose uri has the query.
      uri: `${method} ${host}${path}`,
    }),
    frame: { field: "jwt", claims: ({ timestampMs }) => sharedClaims(keyName, timestampMs) },
  };
  return jwtSigner(options, call);
}

/** Returns the claims that the tokens of requests and of subscriptions share. */
function sharedClaims(keyName: string, timestampMs: number): JwtMembers {
  const now = Math.floor(timestampMs / 1000);
  return { sub: keyName, iss: "cdp", nbf: now, exp: now + TOKEN_SECONDS };
}

/** Creates the HMAC signer of a legacy key. A passphrase selects the signature of Coinbase Exchange. */
function legacySigner({ apiKey, secret, passphrase }: LegacyCredentials, call: CallContext): Signer {
  return passphrase === undefined
    ? hmacSigner({ dialect: LEGACY_DIALECT, credentials: { apiKey, secret } }, call)
    : hmacSigner({ dialect: EXCHANGE_DIALECT, credentials: { apiKey, secret, passphrase } }, call);
}

/**
 * The signature of legacy keys: the path without the query, and the secret as it is written. Coinbase switched these keys off
 * for Advanced Trade in February 2025.
 */
const LEGACY_DIALECT: HmacDialect<"secret", "apiKey"> = {
  secret: { name: "secret", encoding: "utf8" },
  prehash: ["timestamp", "method", "path", "body"],
  digestEncoding: "hex",
  timestampUnit: "seconds",
  headers: { signature: "CB-ACCESS-SIGN", timestamp: "CB-ACCESS-TIMESTAMP" },
  credentialHeaders: { apiKey: "CB-ACCESS-KEY" },
};

/** The signature of Coinbase Exchange. https://docs.cloud.coinbase.com/exchange/docs/rest-auth */
const EXCHANGE_DIALECT: HmacDialect<"secret", "apiKey" | "passphrase"> = {
  secret: { name: "secret", encoding: "base64" },
  prehash: ["timestamp", "method", "path", "query", "body"],
  digestEncoding: "base64",
  timestampUnit: "seconds",
  headers: { signature: "CB-ACCESS-SIGN", timestamp: "CB-ACCESS-TIMESTAMP" },
  credentialHeaders: { apiKey: "CB-ACCESS-KEY", passphrase: "CB-ACCESS-PASSPHRASE" },
};
