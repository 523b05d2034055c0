import { createHash, createHmac } from "node:crypto";
import { isVenueError, type SigningRequest } from "@cqvx/core";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { DigestEncoding, HashAlgorithm } from "../crypto/crypto-provider.ts";
import { createWebProvider } from "../crypto/web-provider.ts";
import { PROVIDERS } from "../testdata/providers.ts";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import type { HmacDialect } from "./hmac-dialect.ts";
import { hmacMessageSigner, hmacMessageSignerOver } from "./hmac-message-signer.ts";
import { hmacSigner, hmacSignerOver } from "./hmac-signer.ts";

const KEY = "a secret of our own";
const credentials = { secret: KEY };
const DIALECT: HmacDialect<"secret", never> = {
  secret: { name: "secret", encoding: "utf8" },
  prehash: ["timestamp", "method", "path", "query", "body"],
  digestEncoding: "hex",
  timestampUnit: "milliseconds",
  headers: { signature: "X-Sign", timestamp: "X-Time" },
  credentialHeaders: {},
};
const HASHES: readonly HashAlgorithm[] = ["sha256", "sha384", "sha512"];
const ENCODINGS: readonly DigestEncoding[] = ["hex", "base64"];
const ORDER: Partial<SigningRequest> = { method: "POST", query: "?a=1", body: '{"price":"1 €"}' };

/** Returns the HMAC of node:crypto, by default in lower-case hexadecimal. */
function hmacOf(text: string, hash = "sha256", encoding: DigestEncoding = "hex"): string {
  return createHmac(hash, KEY).update(text).digest(encoding);
}

describe.each(PROVIDERS)("over $name", ({ provider }) => {
  const signatureOf = async (options: Partial<HmacDialect>, fields: Partial<SigningRequest> = ORDER) => {
    const dialect = { ...DIALECT, ...options };
    const signer = hmacSignerOver(provider, { dialect, credentials }, CALL);
    return (await signer.sign(requestWith(fields)))["X-Sign"];
  };
  const prehash = `1767225600123POST/v1/things?a=1${ORDER.body}`;

  test.each(HASHES.flatMap((hash) => ENCODINGS.map((digestEncoding) => ({ hash, digestEncoding }))))(
    "requests and frames are signed by HMAC with $hash in $digestEncoding",
    async ({ hash, digestEncoding }) => {
      const expected = hmacOf(prehash, hash, digestEncoding);
      expect(await signatureOf({ hash, digestEncoding })).toBe(expected);
      const dialect = { secret: DIALECT.secret, hash, digestEncoding };
      expect(await hmacMessageSignerOver(provider, { dialect, credentials }, CALL)(prehash)).toBe(expected);
    },
  );

  test("an undefined option has its default", async () => {
    const defaults = {
      hash: undefined,
      separator: undefined,
      methodCase: undefined,
      digestCase: undefined,
      bodyHash: undefined,
      nonce: undefined,
    };
    expect(await signatureOf(defaults)).toBe(hmacOf(prehash));
    const explicit = { hash: "sha256", separator: "", methodCase: "upper", nonce: "timestamp" } as const;
    expect(await signatureOf({ ...explicit, digestCase: "lower" })).toBe(hmacOf(prehash));
  });

  test("a separator stands between all parts, including empty ones", async () => {
    expect(await signatureOf({ separator: "\n" })).toBe(
      hmacOf(`1767225600123\nPOST\n/v1/things\n?a=1\n${ORDER.body}`),
    );
    expect(await signatureOf({ separator: "|" }, {})).toBe(hmacOf("1767225600123|GET|/v1/things||"));
  });

  test("the method is in lower case when the dialect says so", async () => {
    expect(await signatureOf({ methodCase: "lower" })).toBe(hmacOf(prehash.replace("POST", "post")));
    expect(await signatureOf({ methodCase: "upper" }, { ...ORDER, method: "post" })).toBe(hmacOf(prehash));
  });

  test("the signatures of requests and frames are in upper case when the dialect says so", async () => {
    const expected = hmacOf(prehash).toUpperCase();
    expect(await signatureOf({ digestCase: "upper" })).toBe(expected);
    const dialect = { ...DIALECT, digestCase: "upper" } as const;
    expect(await hmacMessageSignerOver(provider, { dialect, credentials }, CALL)(prehash)).toBe(expected);
  });

  test.each(HASHES.flatMap((hash) => ENCODINGS.map((encoding) => ({ hash, encoding }))))(
    "the body is signed as its $hash in $encoding",
    async ({ hash, encoding }) => {
      const signatureOfBody = (body: string) => signatureOf({ bodyHash: { hash, encoding } }, { body });
      for (const body of ['{"price":"1 €"}', ""]) {
        const digest = createHash(hash).update(body).digest(encoding);
        expect(await signatureOfBody(body)).toBe(hmacOf(`1767225600123GET/v1/things${digest}`));
      }
    },
  );

  test("an empty body is signed as an empty part, or as its hash", async () => {
    const ofBody = (ofEmpty: "hash" | "nothing", body: string) =>
      signatureOf({ separator: "\n", bodyHash: { hash: "sha512", encoding: "hex", ofEmpty } }, { body });
    const digest = (body: string) => createHash("sha512").update(body).digest("hex");
    const start = "1767225600123\nGET\n/v1/things\n\n";
    expect(await ofBody("nothing", "")).toBe(hmacOf(start));
    expect(await ofBody("hash", "")).toBe(hmacOf(start + digest("")));
    expect(await ofBody("nothing", "{}")).toBe(hmacOf(start + digest("{}")));
  });

  test("any text and hash give the digests of node:crypto", async () => {
    const hashes = fc.constantFrom(...HASHES);
    await fc.assert(
      fc.asyncProperty(hashes, fc.uint8Array({ minLength: 1 }), fc.string(), async (hash, key, text) => {
        expect(await provider.digest(hash)(text, "hex")).toBe(createHash(hash).update(text).digest("hex"));
        const mac = createHmac(hash, key).update(text).digest("base64");
        expect(await provider.hmac(hash, key)(text, "base64")).toBe(mac);
      }),
    );
  });
});

describe("a wrong option of a dialect is refused at construction", () => {
  const bodyHash = { hash: "sha256", encoding: "hex" };
  test.each([
    ["dialect.hash", { hash: "md5" }],
    ["dialect.hash", { hash: null }],
    ["dialect.separator", { separator: 1 }],
    ["dialect.methodCase", { methodCase: "Upper" }],
    ["dialect.digestCase", { digestCase: "mixed" }],
    ["dialect.digestCase", { digestEncoding: "base64", digestCase: "upper" }],
    ["dialect.digestCase", { digestEncoding: "base64", digestCase: "lower" }],
    ["dialect.bodyHash", { bodyHash: null }],
    ["dialect.bodyHash", { bodyHash: "sha256" }],
    ["dialect.bodyHash.hash", { bodyHash: { ...bodyHash, hash: "sha1" } }],
    ["dialect.bodyHash.hash", { bodyHash: { encoding: "hex" } }],
    ["dialect.bodyHash.encoding", { bodyHash: { ...bodyHash, encoding: "base64url" } }],
    ["dialect.bodyHash.ofEmpty", { bodyHash: { ...bodyHash, ofEmpty: "" } }],
    ["dialect.nonce", { nonce: "random" }],
    ["dialect.timestampUnit", { timestampUnit: "nanoseconds" }],
  ])("%s of %j", async (field, option) => {
    const dialect = { ...DIALECT, ...option };
    // @ts-expect-error none of these is a dialect
    const error = await failureOf(() => hmacSigner({ dialect, credentials }, CALL));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field, sent: "no" });
  });

  test.each([
    ["dialect.hash", { hash: "constructor" }],
    ["dialect.digestCase", { digestCase: "Upper" }],
    ["dialect.digestCase", { digestEncoding: "base64", digestCase: "upper" }],
  ])("%s of %j, for frames", async (field, option) => {
    const dialect = { ...DIALECT, ...option };
    // @ts-expect-error none of these is a dialect
    const error = await failureOf(() => hmacMessageSigner({ dialect, credentials }, CALL));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field });
  });
});

test("a failing body hash gives a VenueError that does not quote it", async () => {
  const provider = {
    ...createWebProvider(undefined),
    digest: () => () => Promise.reject(new RangeError("body: hunter2")),
  };
  const dialect: HmacDialect<"secret", never> = { ...DIALECT, bodyHash: { hash: "sha256", encoding: "hex" } };
  const signer = hmacSignerOver(provider, { dialect, credentials }, CALL);
  const error = await failureOf(() => signer.sign(requestWith()));
  expect(isVenueError(error, "unavailable") && error).toMatchObject({
    code: "SIGNING_FAILED",
    sent: "no",
    reason: "dialect.bodyHash failed with RangeError before anything was sent",
  });
});

describe("over WebCrypto and @noble/hashes", () => {
  const { subtle } = globalThis.crypto;
  const signerWith = (options: Partial<HmacDialect>, provider = createWebProvider(subtle)) =>
    hmacSignerOver(provider, { dialect: { ...DIALECT, ...options }, credentials }, CALL);
  afterEach(() => vi.restoreAllMocks());

  test("SHA-256 signs requests and hashes bodies without WebCrypto", async () => {
    const signer = signerWith(
      { bodyHash: { hash: "sha256", encoding: "hex" } },
      createWebProvider(undefined),
    );
    const headers = await signer.sign(requestWith());
    const digest = createHash("sha256").update("").digest("hex");
    expect(headers["X-Sign"]).toBe(hmacOf(`1767225600123GET/v1/things${digest}`));
  });

  test.each([
    ["dialect.hash", { hash: "sha384" }],
    ["dialect.hash", { hash: "sha512" }],
    ["dialect.bodyHash", { bodyHash: { hash: "sha384", encoding: "hex" } }],
    ["dialect.bodyHash", { bodyHash: { hash: "sha512", encoding: "hex" } }],
  ] as const)("without WebCrypto %s of %j is refused at construction", async (field, options) => {
    const error = await failureOf(() => signerWith(options, createWebProvider(undefined)));
    expect(isVenueError(error, "unsupported") && error).toMatchObject({
      field,
      sent: "no",
      reason: `${field} needs WebCrypto, which browsers have on https pages only`,
    });
  });

  test("a signer imports its key into WebCrypto once, on its first request, and never for SHA-256", async () => {
    const importKey = vi.spyOn(subtle, "importKey");
    const signer = signerWith({ hash: "sha512" });
    expect(importKey).not.toHaveBeenCalled();
    await Promise.all([signer.sign(requestWith()), signer.sign(requestWith())]);
    await signer.sign(requestWith());
    await signerWith({ hash: "sha256" }).sign(requestWith());
    expect(importKey).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["importKey", "NotSupportedError", { kind: "unsupported", field: "secret" }],
    ["sign", "OperationError", { kind: "unavailable", code: "SIGNING_FAILED" }],
    ["digest", "OperationError", { kind: "unavailable", code: "SIGNING_FAILED" }],
  ] as const)(
    "a failing %s of WebCrypto gives a VenueError that does not quote it",
    async (method, name, shown) => {
      const failing = vi.spyOn(subtle, method).mockRejectedValue(new DOMException("hunter2", name));
      const signer = signerWith({ hash: "sha384", bodyHash: { hash: "sha384", encoding: "hex" } });
      const error = await failureOf(() => signer.sign(requestWith()));
      expect(isVenueError(error) && error).toMatchObject({ ...shown, sent: "no" });
      expect(JSON.stringify(error)).not.toContain("hunter2");
      failing.mockRestore();
      expect(await signer.sign(requestWith())).toHaveProperty("X-Sign");
    },
  );
});
