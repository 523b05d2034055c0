import { createHmac } from "node:crypto";
import { isVenueError, type SigningRequest } from "@cqvx/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWebProvider } from "../crypto/web-provider.ts";
import { PROVIDERS } from "../testdata/providers.ts";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import type { HmacDialect } from "./hmac-dialect.ts";
import { HMAC_DIALECTS } from "./hmac-dialects.ts";
import { hmacMessageSigner, hmacMessageSignerOver } from "./hmac-message-signer.ts";
import { hmacSigner, hmacSignerOver } from "./hmac-signer.ts";

const PRIME_CREDENTIALS = { accessKey: "AK", passphrase: "PP", signingKey: "prime-demo-signing-key==" };
const FALCONX_CREDENTIALS = {
  apiKey: "FX",
  passphrase: "PP",
  secretKey: Buffer.alloc(64, 0xa5).toString("base64"),
};
const LEGACY_CREDENTIALS = {
  apiKey: "CB",
  secret: "kv+3DPw2yHWQWkDsmpN4uXWtgtuBrFFLu7zRk9gipjdrFpUjwZ0mK6KzGAPFpxOjDLdna20xozy+9fqRU5zJZQ==",
};

/** A dialect that leaves the query out and uses the secret as it is written, in hexadecimal. */
const LEGACY_DIALECT: HmacDialect<"secret", "apiKey"> = {
  secret: { name: "secret", encoding: "utf8" },
  prehash: ["timestamp", "method", "path", "body"],
  digestEncoding: "hex",
  timestampUnit: "seconds",
  headers: { signature: "CB-ACCESS-SIGN", timestamp: "CB-ACCESS-TIMESTAMP" },
  credentialHeaders: { apiKey: "CB-ACCESS-KEY" },
};
/** A dialect that signs the query too and decodes the secret, with a second credential in a header. */
const EXCHANGE_DIALECT: HmacDialect<"secret", "apiKey" | "passphrase"> = {
  ...LEGACY_DIALECT,
  secret: { name: "secret", encoding: "base64" },
  prehash: ["timestamp", "method", "path", "query", "body"],
  digestEncoding: "base64",
  credentialHeaders: { apiKey: "CB-ACCESS-KEY", passphrase: "CB-ACCESS-PASSPHRASE" },
};

const PRIME_ORDER =
  '{"product_id":"ETH-USD","client_order_id":"c-42","side":"SELL","type":"LIMIT","base_quantity":"0.5","limit_price":"3100.00","time_in_force":"GOOD_UNTIL_CANCELLED"}';

const PRIME_VECTORS: readonly (readonly [Partial<SigningRequest>, string])[] = [
  [{ path: "/v1/portfolios" }, "QOka5Av35GxDWgU3xBIGKlNgqY9NDRjSUsZ8bmD1niY="],
  [
    { path: "/v1/portfolios/p-1/open_orders", query: "?product_ids=ETH-USD&product_ids=BTC-USD" },
    "QDxQ9Sk9bX56vTmBpC4/OBnItgg6pftd3RqWLKIogkY=",
  ],
  [
    { method: "POST", path: "/v1/portfolios/p-1/orders/o-1/cancel" },
    "j0i4dOq/TbWr1H0BXolyDmYH7IgnnYcTyOSKdWMh4Wg=",
  ],
  [
    { method: "post", path: "/v1/portfolios/p-1/order", body: PRIME_ORDER },
    "pdWdZp1n6iHMfjUVPWbCVGq5JaRFNM/cLbh7XwjT2D4=",
  ],
];

const FALCONX_VECTORS: readonly (readonly [Partial<SigningRequest>, string])[] = [
  [{ path: "/v1/account_info" }, "bd4ZHgcZ+Iv9mUF9pkgYeBL4NRpIf1+7q8hCg8e8Fs0="],
  [
    { method: "POST", path: "/v3/quotes/execute", body: '{"fx_quote_id":"abc","side":"sell"}' },
    "KS0YbvIctK6vYIUtBWNHD2BYEHix9soI7wOLWdoi1zQ=",
  ],
];

describe.each(PROVIDERS)("over $name", ({ provider }) => {
  test.each(PRIME_VECTORS)("matches Prime's vector of %o", async (fields, signature) => {
    const signer = hmacSignerOver(
      provider,
      { dialect: HMAC_DIALECTS.prime, credentials: PRIME_CREDENTIALS },
      CALL,
    );
    expect(await signer.sign(requestWith(fields))).toEqual({
      "X-CB-ACCESS-KEY": "AK",
      "X-CB-ACCESS-PASSPHRASE": "PP",
      "X-CB-ACCESS-SIGNATURE": signature,
      "X-CB-ACCESS-TIMESTAMP": "1767225600",
    });
  });

  test.each(FALCONX_VECTORS)("matches FalconX's vector of %o", async (fields, signature) => {
    const signer = hmacSignerOver(
      provider,
      { dialect: HMAC_DIALECTS.falconx, credentials: FALCONX_CREDENTIALS },
      CALL,
    );
    expect(await signer.sign(requestWith({ timestampMs: 1_700_000_000_999, ...fields }))).toEqual({
      "FX-ACCESS-KEY": "FX",
      "FX-ACCESS-PASSPHRASE": "PP",
      "FX-ACCESS-SIGN": signature,
      "FX-ACCESS-TIMESTAMP": "1700000000",
    });
  });

  test("FalconX signs the query as sent", async () => {
    const prehash =
      "1700000000.5GET/v1/get_trade_volume?t_start=2024-01-01T00%3A00%3A00Z&t_end=2024-01-02T00%3A00%3A00Z";
    const options = { dialect: HMAC_DIALECTS.falconx, credentials: FALCONX_CREDENTIALS };
    expect(await hmacMessageSignerOver(provider, options, CALL)(prehash)).toBe(
      "z8vmqEdndWbCR4R7A7bP0bREAyRPZZOImouPvs3Xy5o=",
    );
    const query = "?a=b%20c";
    const headers = await hmacSignerOver(provider, options, CALL).sign(requestWith({ query }));
    const key = Buffer.alloc(64, 0xa5);
    expect(headers["FX-ACCESS-SIGN"]).toBe(
      createHmac("sha256", key).update(`1767225600GET/v1/things${query}`).digest("base64"),
    );
  });

  test("a dialect may leave the query out and use the secret as it is written", async () => {
    const options = { dialect: LEGACY_DIALECT, credentials: LEGACY_CREDENTIALS };
    const published = "1580066918GET/brokerage/transaction_summary?product_id=BTC-USD";
    const signature = "8aec032b925e03099e5957bb83c063067859b81e902899b5dbde49b3432ce26e";
    expect(await hmacMessageSignerOver(provider, options, CALL)(published)).toBe(signature);
    const request = {
      timestampMs: 1_580_066_918_000,
      path: "/brokerage/transaction_summary?product_id=BTC-USD",
      query: "?ignored=1",
    };
    expect(await hmacSignerOver(provider, options, CALL).sign(requestWith(request))).toEqual({
      "CB-ACCESS-KEY": "CB",
      "CB-ACCESS-SIGN": signature,
      "CB-ACCESS-TIMESTAMP": "1580066918",
    });
  });

  test("a dialect may sign the query too and decode the secret", async () => {
    const key = Buffer.from("an exchange secret of our own");
    const credentials = { apiKey: "CB", passphrase: "two words", secret: key.toString("base64") };
    const signer = hmacSignerOver(provider, { dialect: EXCHANGE_DIALECT, credentials }, CALL);
    expect(await signer.sign(requestWith({ method: "DELETE", query: "?product_id=BTC-USD" }))).toEqual({
      "CB-ACCESS-KEY": "CB",
      "CB-ACCESS-PASSPHRASE": "two words",
      "CB-ACCESS-SIGN": createHmac("sha256", key)
        .update("1767225600DELETE/v1/things?product_id=BTC-USD")
        .digest("base64"),
      "CB-ACCESS-TIMESTAMP": "1767225600",
    });
  });

  test.each([
    [
      "no portfolio",
      "l2_dataAKsvc-11767225600BTC-USDETH-USD",
      "QjZHdGyLk5/k57BR9FQATmIBa7FcSPYfnSNH9vcw+8g=",
    ],
    ["a portfolio", "ordersAKsvc-11767225600p-1BTC-USD", "khXxJQ4PgVuG9ZuXd1fsdnePGAYH6DZSf6xNTplgHtY="],
  ])("matches Prime's vector of a WebSocket subscription with %s", async (_, message, signature) => {
    const options = { dialect: HMAC_DIALECTS.prime, credentials: PRIME_CREDENTIALS };
    expect(await hmacMessageSignerOver(provider, options, CALL)(message)).toBe(signature);
  });

  test("a custom dialect may have any parts in any order, milliseconds and a hexadecimal secret", async () => {
    const dialect: HmacDialect<"key", never> = {
      secret: { name: "key", encoding: "hex" },
      prehash: ["body", "query", "path", "host", "method", "timestamp"],
      digestEncoding: "hex",
      timestampUnit: "milliseconds",
      headers: { signature: "X-Sign", timestamp: "X-Time" },
      credentialHeaders: {},
    };
    const signer = hmacSignerOver(provider, { dialect, credentials: { key: "00ffA5" } }, CALL);
    expect(await signer.sign(requestWith({ query: "?q", body: "b", timestampMs: 1234.9 }))).toEqual({
      "X-Sign": createHmac("sha256", Buffer.from("00ffa5", "hex"))
        .update("b?q/v1/thingsapi.example.comGET1234")
        .digest("hex"),
      "X-Time": "1234",
    });
  });

  test("any secret and text give the digest of node:crypto", async () => {
    const text = fc.string({ unit: "binary" });
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, text, async (key, message) => {
        const dialect = { secret: { name: "secret", encoding: "base64" }, digestEncoding: "hex" } as const;
        const credentials = { secret: Buffer.from(key).toString("base64") };
        const digest = createHmac("sha256", key).update(message).digest("hex");
        expect(await hmacMessageSignerOver(provider, { dialect, credentials }, CALL)(message)).toBe(digest);
      }),
    );
  });
});

describe("wrong credentials are refused at construction, without quoting them", () => {
  const control = String.fromCharCode(7);
  test.each([
    ["signingKey", ""],
    ["signingKey", " key"],
    ["signingKey", "key\n"],
    ["signingKey", `k${control}ey`],
    ["signingKey", "k\ud800ey"],
    ["accessKey", ""],
    ["accessKey", "AK\n"],
    ["accessKey", "AK\r\nX-Other: 1"],
    ["accessKey", "AKé"],
    ["accessKey", "A".repeat(10_000)],
    ["passphrase", " PP"],
    ["passphrase", `P${control}P`],
  ])("%s of %j", async (field, value) => {
    const credentials = { ...PRIME_CREDENTIALS, [field]: value };
    const error = await failureOf(() => hmacSigner({ dialect: HMAC_DIALECTS.prime, credentials }, CALL));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      field,
      venue: "testvenue",
      sent: "no",
    });
    if (value.length > 2) expect(JSON.stringify(error)).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  test.each(["passphrase", "accessKey", "signingKey"])("%s missing", async (field) => {
    const credentials = { ...PRIME_CREDENTIALS, [field]: undefined };
    const error = await failureOf(() => hmacSigner({ dialect: HMAC_DIALECTS.prime, credentials }));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field, operation: "hmacSigner" });
  });

  test.each(["pa.base64", "paWlp", "paWlpQ", "paWlpQ=", "paWl pQ==", "paWlpR==", "-_-_"])(
    "a base64 secret of %j",
    async (secretKey) => {
      const credentials = { ...FALCONX_CREDENTIALS, secretKey };
      const error = await failureOf(() => hmacSigner({ dialect: HMAC_DIALECTS.falconx, credentials }, CALL));
      expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "secretKey" });
      expect(JSON.stringify(error)).not.toContain(secretKey);
    },
  );

  test("the message signer names itself by default", async () => {
    const options = { dialect: HMAC_DIALECTS.falconx, credentials: { secretKey: "" } };
    expect(await failureOf(() => hmacMessageSigner(options))).toMatchObject({
      operation: "hmacMessageSigner",
    });
  });
});

describe("a wrong dialect is refused at construction", () => {
  const { prime } = HMAC_DIALECTS;
  test.each([
    ["dialect.secret.encoding", { ...prime, secret: { name: "signingKey", encoding: "toString" } }],
    ["dialect.digestEncoding", { ...prime, digestEncoding: "base58" }],
    ["dialect.timestampUnit", { ...prime, timestampUnit: "constructor" }],
    ["dialect.prehash", { ...prime, prehash: ["timestamp", "nonce"] }],
    ["dialect.headers", { ...prime, headers: { signature: "X Sign", timestamp: "X-Time" } }],
    ["dialect.headers", { ...prime, credentialHeaders: { accessKey: "X-Key\r\n" } }],
  ])("%s", async (field, dialect) => {
    // @ts-expect-error none of these is a dialect
    const error = await failureOf(() => hmacSigner({ dialect, credentials: PRIME_CREDENTIALS }, CALL));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field });
  });
});

test("HMAC with SHA-256 needs no WebCrypto", async () => {
  const options = { dialect: HMAC_DIALECTS.prime, credentials: PRIME_CREDENTIALS };
  const signMessage = hmacMessageSignerOver(createWebProvider(undefined), options, CALL);
  expect(await signMessage("ordersAKsvc-11767225600p-1BTC-USD")).toBe(
    "khXxJQ4PgVuG9ZuXd1fsdnePGAYH6DZSf6xNTplgHtY=",
  );
});

test("failing cryptography gives a VenueError that does not quote it", async () => {
  const provider = {
    ...createWebProvider(undefined),
    hmac: () => () => Promise.reject(new RangeError("key: hunter2")),
  };
  const options = { dialect: HMAC_DIALECTS.prime, credentials: PRIME_CREDENTIALS };
  const error = await failureOf(() => hmacSignerOver(provider, options, CALL).sign(requestWith()));
  expect(isVenueError(error, "unavailable") && error).toMatchObject({
    code: "SIGNING_FAILED",
    sent: "no",
    retryable: true,
    reason: "signingKey failed with RangeError before anything was sent",
  });
});
