import type { HmacDialect } from "./hmac-dialect.ts";

interface HmacDialects {
  /** Coinbase Advanced Trade before February 2025: no longer accepted by the venue. */
  readonly coinbaseLegacy: HmacDialect<"secret", "apiKey">;
  /** Coinbase Exchange. https://docs.cloud.coinbase.com/exchange/docs/rest-auth */
  readonly coinbaseExchange: HmacDialect<"secret", "apiKey" | "passphrase">;
  /** Coinbase Prime: the signing key is used as it is written. https://docs.cdp.coinbase.com/prime/rest-api/authentication */
  readonly prime: HmacDialect<"signingKey", "accessKey" | "passphrase">;
  /** FalconX. https://docs.falconx.io */
  readonly falconx: HmacDialect<"secretKey", "apiKey" | "passphrase">;
}

/** The HMAC dialects of venues, ready for `hmacSigner`. Credentials have the names that the venues use. */
export const HMAC_DIALECTS: HmacDialects = {
  coinbaseLegacy: {
    secret: { name: "secret", encoding: "utf8" },
    prehash: ["timestamp", "method", "path", "body"],
    digestEncoding: "hex",
    timestampUnit: "seconds",
    headers: { signature: "CB-ACCESS-SIGN", timestamp: "CB-ACCESS-TIMESTAMP" },
    credentialHeaders: { apiKey: "CB-ACCESS-KEY" },
  },
  coinbaseExchange: {
    secret: { name: "secret", encoding: "base64" },
    prehash: ["timestamp", "method", "path", "query", "body"],
    digestEncoding: "base64",
    timestampUnit: "seconds",
    headers: { signature: "CB-ACCESS-SIGN", timestamp: "CB-ACCESS-TIMESTAMP" },
    credentialHeaders: { apiKey: "CB-ACCESS-KEY", passphrase: "CB-ACCESS-PASSPHRASE" },
  },
  prime: {
    secret: { name: "signingKey", encoding: "utf8" },
    prehash: ["timestamp", "method", "path", "body"],
    digestEncoding: "base64",
    timestampUnit: "seconds",
    headers: { signature: "X-CB-ACCESS-SIGNATURE", timestamp: "X-CB-ACCESS-TIMESTAMP" },
    credentialHeaders: { accessKey: "X-CB-ACCESS-KEY", passphrase: "X-CB-ACCESS-PASSPHRASE" },
  },
  falconx: {
    secret: { name: "secretKey", encoding: "base64" },
    prehash: ["timestamp", "method", "path", "query", "body"],
    digestEncoding: "base64",
    timestampUnit: "seconds",
    headers: { signature: "FX-ACCESS-SIGN", timestamp: "FX-ACCESS-TIMESTAMP" },
    credentialHeaders: { apiKey: "FX-ACCESS-KEY", passphrase: "FX-ACCESS-PASSPHRASE" },
  },
};
