import { verify } from "node:crypto";
import { isVenueError, type SigningRequest } from "@cqvx/core";
import { describe, expect, test, vi } from "vitest";
import { createNodeProvider } from "../crypto/node-provider.ts";
import { createWebProvider } from "../crypto/web-provider.ts";
import { ED25519, P256 } from "../testdata/keys.ts";
import { PROVIDERS } from "../testdata/providers.ts";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import { createJwtIssuer, createJwtIssuerOver, type JwtIssuerOptions } from "./jwt-issuer.ts";
import { type JwtSignerOptions, jwtSigner, jwtSignerOver } from "./jwt-signer.ts";

const KEY_ID = "organizations/3f1c/apiKeys/9d2e";
const NONCE = "000102030405060708090a0b0c0d0e0f";

/** Returns claims in the form that Coinbase documents. */
function claimsOf({ method, host, path, timestampMs }: SigningRequest) {
  const now = Math.floor(timestampMs / 1000);
  return { sub: KEY_ID, iss: "cdp", nbf: now, exp: now + 120, uri: `${method} ${host}${path}` };
}

function optionsWith(fields: Partial<JwtSignerOptions> = {}): JwtSignerOptions {
  return { privateKey: ED25519.base64Pair, keyId: KEY_ID, claims: claimsOf, ...fields };
}

function decode(token: string) {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  expect(rest).toEqual([]);
  return {
    header: JSON.parse(Buffer.from(header, "base64url").toString()),
    claims: JSON.parse(Buffer.from(payload, "base64url").toString()),
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

describe.each(PROVIDERS)("over $name", ({ provider }) => {
  test.each([
    ["SEC1", P256.sec1Pem],
    ["SEC1 with literal \\n", P256.sec1Pem.replaceAll("\n", "\\n")],
    ["PKCS#8", P256.pkcs8Pem],
  ])("a P-256 key in %s makes an ES256 token that node:crypto verifies", async (_, privateKey) => {
    const signer = jwtSignerOver(provider, optionsWith({ privateKey }), CALL);
    const headers = await signer.sign(requestWith({ query: "?limit=1" }));
    expect(Object.keys(headers)).toEqual(["Authorization"]);
    const [scheme, token = ""] = headers.Authorization?.split(" ") ?? [];
    const { header, claims, signed, signature } = decode(token);
    expect(scheme).toBe("Bearer");
    expect(header).toEqual({ alg: "ES256", typ: "JWT", kid: KEY_ID, nonce: NONCE });
    expect(claims).toEqual({
      sub: KEY_ID,
      iss: "cdp",
      nbf: 1_767_225_600,
      exp: 1_767_225_720,
      uri: "GET api.example.com/v1/things",
    });
    expect(signature).toHaveLength(64);
    const key = { key: P256.publicKey, dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", signed, key, signature)).toBe(true);
    expect(verify("sha256", Buffer.concat([signed, Buffer.of(0)]), key, signature)).toBe(false);
  });

  test("the encodings of one Ed25519 key make one token, which node:crypto verifies", async () => {
    const keys = [ED25519.base64Pair, ED25519.base64Seed, ED25519.pkcs8Pem];
    const tokens = await Promise.all(
      keys.map(async (privateKey) => {
        const headers = await jwtSignerOver(provider, optionsWith({ privateKey }), CALL).sign(requestWith());
        return headers.Authorization?.slice("Bearer ".length) ?? "";
      }),
    );
    const [token = "", ...others] = tokens;
    expect(others).toEqual([token, token]);
    const { header, signed, signature } = decode(token);
    expect(header).toEqual({ alg: "EdDSA", typ: "JWT", kid: KEY_ID, nonce: NONCE });
    expect(verify(null, signed, ED25519.publicKey, signature)).toBe(true);
    expect(token).toBe(await tokenOfNode());
  });

  test("an issuer makes tokens without a request, with claims as an object or a function", async () => {
    const issuer = createJwtIssuerOver(provider, { privateKey: ED25519.base64Seed }, CALL);
    const token = await issuer.issue({ sub: "é", nothing: undefined }, requestWith());
    expect(issuer.algorithm).toBe("EdDSA");
    expect(decode(token)).toMatchObject({
      header: { alg: "EdDSA", typ: "JWT", nonce: NONCE },
      claims: { sub: "é" },
    });
    const byFunction = await issuer.issue(
      ({ nonce, algorithm, timestampMs, keyId }) => ({ jti: nonce, algorithm, timestampMs, keyId }),
      requestWith(),
    );
    expect(decode(byFunction).claims).toEqual({
      jti: NONCE,
      algorithm: "EdDSA",
      timestampMs: 1_767_225_600_123,
    });
  });

  test("the header gets new members, drops undefined ones and keeps its algorithm", async () => {
    const header: JwtIssuerOptions["header"] = ({ keyId }) => ({
      alg: "none",
      nonce: undefined,
      kid: `${keyId}!`,
      x: [1],
    });
    const signer = jwtSignerOver(provider, optionsWith({ header }), CALL);
    const headers = await signer.sign(requestWith());
    expect(decode(headers.Authorization?.slice(7) ?? "").header).toEqual({
      alg: "EdDSA",
      typ: "JWT",
      kid: `${KEY_ID}!`,
      x: [1],
    });
  });

  test.each([
    ["Ed25519", ED25519.mismatchedPair],
    ["P-256", P256.mismatchedPem],
  ])("a key of %s with halves that do not match is refused by name", async (_, privateKey) => {
    const options = optionsWith({ privateKey });
    const error = await failureOf(() => jwtSignerOver(provider, options, CALL).sign(requestWith()));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      field: "privateKey",
      sent: "no",
      reason: expect.stringMatching(/halves belong together|WebCrypto refuses it/),
    });
    expect(JSON.stringify(error)).not.toContain(ED25519.base64Seed.slice(0, 8));
  });
});

async function tokenOfNode(): Promise<string> {
  const [node] = PROVIDERS;
  if (node === undefined) throw new Error("there is no provider");
  const headers = await jwtSignerOver(node.provider, optionsWith(), CALL).sign(requestWith());
  return headers.Authorization?.slice("Bearer ".length) ?? "";
}

test("the nonces of 1,000 tokens differ and are the injected random bytes", async () => {
  let count = 0;
  const asked: number[] = [];
  const randomBytes = (length: number) => {
    asked.push(length);
    const bytes = Buffer.alloc(length);
    bytes.writeUInt32BE(count++, 12);
    return bytes;
  };
  const issuer = createJwtIssuer({ privateKey: ED25519.base64Seed });
  const nonces = new Set<string>();
  for (let index = 0; index < 1000; index += 1) {
    const token = await issuer.issue({}, { timestampMs: 0, randomBytes });
    const { nonce } = decode(token).header;
    expect(nonce).toBe(index.toString(16).padStart(32, "0"));
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(1000);
  expect(new Set(asked)).toEqual(new Set([16]));
});

test("too few random bytes make no token", async () => {
  const signer = jwtSigner(optionsWith(), CALL);
  const error = await failureOf(() => signer.sign(requestWith({ randomBytes: () => new Uint8Array(15) })));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "randomBytes" });
});

test("failing random bytes give a VenueError that does not quote them", async () => {
  const signer = jwtSigner(optionsWith(), CALL);
  const error = await failureOf(() => signer.sign(requestWith({ randomBytes: () => fail("hunter2") })));
  expect(isVenueError(error, "unavailable") && error).toMatchObject({ code: "SIGNING_FAILED", sent: "no" });
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test.each([
  ["a number beyond JSON", () => ({ exp: 1n })],
  ["a function that throws", () => fail("hunter2")],
  ["a list", () => [1]],
  ["nothing", () => undefined],
])("claims that are %s are refused without quoting them", async (_, claims) => {
  // @ts-expect-error some of these are not claims
  const error = await failureOf(() => jwtSigner(optionsWith({ claims }), CALL).sign(requestWith()));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "claims", sent: "no" });
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("a header that throws is refused by name", async () => {
  const options = optionsWith({ header: () => fail("hunter2") });
  const error = await failureOf(() => jwtSigner(options, CALL).sign(requestWith()));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "header" });
});

function fail(message: string): never {
  throw new Error(message);
}

test.each(["", "two\nlines", " padded "])("a key id of %j is refused", async (keyId) => {
  const error = await failureOf(() => jwtSigner(optionsWith({ keyId })));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({
    field: "keyId",
    operation: "jwtSigner",
  });
});

test("without WebCrypto a signer is refused at construction", async () => {
  const error = await failureOf(() => jwtSignerOver(createWebProvider(undefined), optionsWith(), CALL));
  expect(isVenueError(error, "unsupported") && error).toMatchObject({ field: "privateKey", sent: "no" });
});

test.each([
  ["NotSupportedError", "unsupported"],
  ["DataError", "invalidInput"],
] as const)("a key that WebCrypto refuses with %s gives %s", async (name, kind) => {
  const { subtle } = globalThis.crypto;
  const importKey = vi.spyOn(subtle, "importKey").mockRejectedValue(new DOMException("hunter2", name));
  const signer = jwtSignerOver(createWebProvider(subtle), optionsWith(), CALL);
  const error = await failureOf(() => signer.sign(requestWith()));
  expect(isVenueError(error, kind) && error).toMatchObject({ field: "privateKey", sent: "no" });
  expect(JSON.stringify(error)).not.toContain("hunter2");
  importKey.mockRestore();
  expect(await signer.sign(requestWith())).toHaveProperty("Authorization");
});

test("a key that node:crypto refuses gives a VenueError at construction", async () => {
  const [buffer, crypto] = await Promise.all([import("node:buffer"), import("node:crypto")]);
  const provider = createNodeProvider({
    buffer,
    crypto: { ...crypto, createPrivateKey: () => fail("hunter2") },
  });
  const error = await failureOf(() => jwtSignerOver(provider, optionsWith(), CALL));
  expect(isVenueError(error, "unsupported") && error).toMatchObject({ field: "privateKey" });
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("cryptography that fails while signing gives a VenueError that does not quote it", async () => {
  const provider = {
    ...createWebProvider(undefined),
    importPrivateKey: () => ({ signJws: () => fail("hunter2"), signDer: () => fail("hunter2") }),
  };
  const error = await failureOf(() => jwtSignerOver(provider, optionsWith(), CALL).sign(requestWith()));
  expect(isVenueError(error, "unavailable") && error).toMatchObject({ code: "SIGNING_FAILED", sent: "no" });
  expect(JSON.stringify(error)).not.toContain("hunter2");
});
