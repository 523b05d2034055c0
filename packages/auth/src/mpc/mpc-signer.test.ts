import { createHash, createPublicKey, sign as nodeSign, verify } from "node:crypto";
import { isVenueError, VenueError } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { toRawSignature } from "../keys/ecdsa-signature.ts";
import { ED25519, P256 } from "../testdata/keys.ts";
import { PROVIDERS } from "../testdata/providers.ts";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import type { MessageSign } from "./message-sign.ts";
import { type MpcSignerOptions, mpcSigner, mpcSignerOver } from "./mpc-signer.ts";

const VECTOR = {
  privateKey:
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgufoabma32Ds+bE4Xeizs09rv2XXj2Tw5SVTqGNryJXahRANCAASw4loEeKVQfhUPuJyAsm449nS409LG5n5T2LfvR9BEARfB0OXuCOR8ptPLSEEpAbk6UUAC0z+JtEPHQ891XNaJ",
  publicKey:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsOJaBHilUH4VD7icgLJuOPZ0uNPSxuZ+U9i370fQRAEXwdDl7gjkfKbTy0hBKQG5OlFAAtM/ibRDx0PPdVzWiQ==",
  path: "/api/v1/transactions",
  timestampMs: 1_767_225_600_000,
  body: '{"vault_id":"11111111-2222-4333-8444-555555555555","signer_type":"api_signer","type":"black_box_signature","details":{"format":"hash_binary","hash_binary":"SGVsbG8="}}',
  sha256: "e28c713af30091f8b79c9b581d7c5ce54146c573094fa10020ea680605036e5c",
  signature:
    "MEYCIQC08/QH0U/ehEOYzf6YZsKUPDsrzqcHsxHz/jJq3KVIZwIhAPFFPaFpXXaxyGrok9acQkuV3xZL/QHlBPGLFS5/nWXt",
};
const MESSAGE = Buffer.from(`${VECTOR.path}|${VECTOR.timestampMs}|${VECTOR.body}`);
const PUBLIC_KEY = createPublicKey({
  key: Buffer.from(VECTOR.publicKey, "base64"),
  format: "der",
  type: "spki",
});
const POST = requestWith({
  method: "POST",
  path: VECTOR.path,
  query: "?ignored=1",
  body: VECTOR.body,
  timestampMs: VECTOR.timestampMs,
});
const pemOf = (body: string) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;

test("the test vector is valid", () => {
  expect(createHash("sha256").update(MESSAGE).digest("hex")).toBe(VECTOR.sha256);
  const signature = Buffer.from(VECTOR.signature, "base64");
  expect(verify("sha256", MESSAGE, PUBLIC_KEY, signature)).toBe(true);
  expect(toRawSignature(signature)).toHaveLength(64);
});

describe.each(PROVIDERS)("over $name", ({ provider }) => {
  test.each([
    ["PKCS#8", pemOf(VECTOR.privateKey)],
    ["PKCS#8 with literal \\n", pemOf(VECTOR.privateKey).replaceAll("\n", "\\n")],
    ["base64 without armour", VECTOR.privateKey],
  ])("a POST is signed by a key in %s over path, milliseconds and body", async (_, privateKey) => {
    const signer = mpcSignerOver(provider, { accessToken: "jwt", privateKey }, CALL);
    const headers = await signer.sign(POST);
    expect(headers).toEqual({
      Authorization: "Bearer jwt",
      "x-timestamp": "1767225600000",
      "x-signature": expect.any(String),
    });
    const signature = Buffer.from(headers["x-signature"] ?? "", "base64");
    expect(verify("sha256", MESSAGE, PUBLIC_KEY, signature)).toBe(true);
  });

  test("a SEC1 key signs text beyond ASCII as UTF-8", async () => {
    const signer = mpcSignerOver(provider, { accessToken: "jwt", privateKey: P256.sec1Pem }, CALL);
    const headers = await signer.sign(
      requestWith({ method: "post", body: '{"note":"é€😀"}', timestampMs: 1.5 }),
    );
    const signature = Buffer.from(headers["x-signature"] ?? "", "base64");
    expect(headers["x-timestamp"]).toBe("1");
    expect(verify("sha256", Buffer.from('/v1/things|1|{"note":"é€😀"}'), P256.publicKey, signature)).toBe(
      true,
    );
  });

  test("each of 300 signatures verifies, at any length", async () => {
    const signer = mpcSignerOver(provider, { accessToken: "jwt", privateKey: P256.pkcs8Pem }, CALL);
    for (let index = 0; index < 300; index += 1) {
      const headers = await signer.sign(
        requestWith({ method: "POST", body: String(index), timestampMs: index }),
      );
      const signature = Buffer.from(headers["x-signature"] ?? "", "base64");
      expect(verify("sha256", Buffer.from(`/v1/things|${index}|${index}`), P256.publicKey, signature)).toBe(
        true,
      );
    }
  });
});

test("a GET carries the token only", async () => {
  const signer = mpcSigner({ accessToken: "jwt", privateKey: P256.sec1Pem });
  expect(await signer.sign(requestWith())).toEqual({ Authorization: "Bearer jwt" });
});

test("the caller selects the requests that are signed", async () => {
  const needsSignature: MpcSignerOptions["needsSignature"] = ({ path }) => path.endsWith("/transactions");
  const signer = mpcSigner({ accessToken: "jwt", privateKey: P256.sec1Pem, needsSignature });
  expect(await signer.sign(requestWith({ method: "POST", path: "/swaps/quotes" }))).not.toHaveProperty(
    "x-signature",
  );
  expect(await signer.sign(requestWith({ path: "/transactions" }))).toHaveProperty("x-signature");
});

describe("a signature of the caller's function", () => {
  const signerBy = (sign: MessageSign) => mpcSigner({ accessToken: "jwt", sign }, CALL);

  test("gets the message and is sent unchanged", async () => {
    const sign: MessageSign = async (message) => {
      expect(Buffer.from(message)).toEqual(MESSAGE);
      return Buffer.from(VECTOR.signature, "base64");
    };
    expect(await signerBy(sign).sign(POST)).toMatchObject({ "x-signature": VECTOR.signature });
  });

  test("may be returned synchronously", async () => {
    const headers = await signerBy((message) => nodeSign("sha256", message, P256.pkcs8Pem)).sign(POST);
    expect(
      verify("sha256", MESSAGE, P256.publicKey, Buffer.from(headers["x-signature"] ?? "", "base64")),
    ).toBe(true);
  });

  test.each<readonly [string, unknown]>([
    ["raw", new Uint8Array(64).fill(1)],
    ["empty", new Uint8Array()],
    ["base64", VECTOR.signature],
    ["nothing", undefined],
    ["DER with a byte after it", Buffer.concat([Buffer.from(VECTOR.signature, "base64"), Buffer.of(0)])],
  ])("that is %s is refused", async (_, signature) => {
    // @ts-expect-error not all of these are bytes
    const error = await failureOf(() => signerBy(async () => signature).sign(POST));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      field: "sign",
      code: "INVALID_SIGNATURE",
      sent: "no",
    });
  });

  test.each<readonly [string, unknown, string]>([
    [
      "an error",
      Object.assign(new Error("token hunter2"), { name: "ThrottlingException" }),
      "sign failed with ThrottlingException before anything was sent",
    ],
    ["text", "hunter2", "sign failed before anything was sent"],
    [
      "a VenueError of another request",
      new VenueError({ kind: "rejected", venue: "x", operation: "y", reason: "hunter2", sent: "yes" }),
      "sign failed with VenueError before anything was sent",
    ],
  ])("that fails with %s gives a VenueError that does not quote it", async (_, cause, reason) => {
    const error = await failureOf(() => signerBy(() => Promise.reject(cause)).sign(POST));
    expect(isVenueError(error, "unavailable") && error).toMatchObject({
      venue: "testvenue",
      code: "SIGNING_FAILED",
      sent: "no",
      retryable: true,
      reason,
    });
    expect(JSON.stringify(error) + (error instanceof Error ? error.stack : "")).not.toContain("hunter2");
    expect(error).not.toHaveProperty("cause");
  });
});

describe("wrong options are refused at construction", () => {
  test.each<readonly [string, string, Record<string, unknown>]>([
    ["an empty token", "accessToken", { accessToken: "", privateKey: P256.sec1Pem }],
    ["a token with a line break", "accessToken", { accessToken: "jwt\n", privateKey: P256.sec1Pem }],
    ["no key", "privateKey", { accessToken: "jwt" }],
    ["an Ed25519 key", "privateKey", { accessToken: "jwt", privateKey: ED25519.pkcs8Pem }],
    ["base64 of 32 bytes", "privateKey", { accessToken: "jwt", privateKey: ED25519.base64Seed }],
    [
      "both key and function",
      "sign",
      { accessToken: "jwt", privateKey: P256.sec1Pem, sign: () => undefined },
    ],
    ["no function", "sign", { accessToken: "jwt", sign: "kms" }],
  ])("%s", async (_, field, options) => {
    // @ts-expect-error none of these are options
    const error = await failureOf(() => mpcSigner(options));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field, operation: "mpcSigner" });
  });
});
