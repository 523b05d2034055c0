import type { HmacDialect } from "./hmac-dialect.ts";

/** The HMAC dialects of venues that have no package yet, ready for `hmacSigner`. Credentials have the venue's names. */
export const HMAC_DIALECTS: HmacDialects = {
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

interface HmacDialects {
  /**
   * Coinbase Prime. The key is the text of the signing key, not decoded.
   * https://docs.cdp.coinbase.com/prime/rest-api/authentication
   */
  readonly prime: HmacDialect<"signingKey", "accessKey" | "passphrase">;
  /** FalconX. https://docs.falconx.io */
  readonly falconx: HmacDialect<"secretKey", "apiKey" | "passphrase">;
}
