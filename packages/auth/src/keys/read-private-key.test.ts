import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { isVenueError } from "@cqvx/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DER_TAG, encodeDer } from "../encoding/der.ts";
import { encodeHex } from "../encoding/hex.ts";
import { ED25519, P256, pemBody } from "../testdata/keys.ts";
import { CALL, failureOf } from "../testdata/requests.ts";
import { OBJECT_IDENTIFIER, toPkcs8 } from "./pkcs8.ts";
import { readPrivateKey } from "./read-private-key.ts";

const read = (text: unknown) => readPrivateKey(text, "privateKey", CALL);
const hexOfSecret = (text: unknown) => encodeHex(read(text).secret);
const literal = (pem: string) => pem.replaceAll("\n", "\\n");
const pemOf = (label: string, ...bytes: readonly Uint8Array[]) =>
  `-----BEGIN ${label}-----\n${Buffer.concat(bytes).toString("base64")}\n-----END ${label}-----`;
const otherCurve = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const x25519 = generateKeyPairSync("x25519").privateKey;

const FORMS: readonly (readonly [string, (pem: string) => string])[] = [
  ["as it is", (pem) => pem],
  ["without a line break at the end", (pem) => pem.trim()],
  ["with literal \\n", literal],
  ["with literal \\r\\n", (pem) => pem.replaceAll("\n", "\\r\\n")],
  ["with CRLF", (pem) => pem.replaceAll("\n", "\r\n")],
  ["with spaces for line breaks", (pem) => pem.replaceAll("\n", " ")],
  ["with spaces and line breaks around", (pem) => `\n\t ${pem} \r\n`],
  ["as base64 without armour", pemBody],
];

describe("a P-256 key", () => {
  const secret = Buffer.from(createPrivateKey(P256.pkcs8Pem).export({ format: "jwk" }).d ?? "", "base64url");

  test.each(FORMS)("in SEC1 %s is read", (_, form) => {
    expect(read(form(P256.sec1Pem)).algorithm).toBe("ES256");
    expect(hexOfSecret(form(P256.sec1Pem))).toBe(secret.toString("hex"));
  });

  test.each(FORMS)("in PKCS#8 %s is read", (_, form) => {
    expect(read(form(P256.pkcs8Pem)).algorithm).toBe("ES256");
    expect(hexOfSecret(form(P256.pkcs8Pem))).toBe(secret.toString("hex"));
  });

  test("may have the curve's parameters before it, as openssl writes them", () => {
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    expect(hexOfSecret(parameters + P256.sec1Pem)).toBe(secret.toString("hex"));
  });

  test("is encoded in PKCS#8 that node:crypto imports, with its public half and without", () => {
    const { algorithm, secret: scalar, publicKey } = read(P256.sec1Pem);
    expect(publicKey).toHaveLength(65);
    for (const key of [
      { algorithm, secret: scalar, publicKey },
      { algorithm, secret: scalar },
    ]) {
      const imported = createPrivateKey({ key: Buffer.from(toPkcs8(key)), format: "der", type: "pkcs8" });
      expect(createPublicKey(imported).equals(P256.publicKey)).toBe(true);
    }
  });

  test("without its leading zeros is the same key", () => {
    const curve = encodeDer(
      DER_TAG.context0,
      encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(OBJECT_IDENTIFIER.p256)),
    );
    const version = encodeDer(DER_TAG.integer, Uint8Array.of(1));
    const short = encodeDer(
      DER_TAG.sequence,
      version,
      encodeDer(DER_TAG.octetString, Uint8Array.of(7)),
      curve,
    );
    expect(hexOfSecret(pemOf("EC PRIVATE KEY", short))).toBe("07".padStart(64, "0"));
  });
});

describe("an Ed25519 key", () => {
  const seed = Buffer.from(ED25519.base64Seed, "base64").toString("hex");

  test.each([
    ["base64 of the seed", ED25519.base64Seed],
    ["base64 of seed and public key", ED25519.base64Pair],
    ["base64 with a line break after it", `${ED25519.base64Pair}\n`],
    ["PKCS#8 in PEM", ED25519.pkcs8Pem],
    ["PKCS#8 in PEM with literal \\n", literal(ED25519.pkcs8Pem)],
    ["PKCS#8 in base64", pemBody(ED25519.pkcs8Pem)],
  ])("as %s is read", (_, text) => {
    expect(read(text).algorithm).toBe("EdDSA");
    expect(hexOfSecret(text)).toBe(seed);
  });

  test("in PKCS#8 version 2 keeps its public half", () => {
    const publicKey = Buffer.from(ED25519.base64Pair, "base64").subarray(32);
    const der = encodeDer(
      DER_TAG.sequence,
      encodeDer(DER_TAG.integer, Uint8Array.of(1)),
      encodeDer(
        DER_TAG.sequence,
        encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(OBJECT_IDENTIFIER.ed25519)),
      ),
      encodeDer(DER_TAG.octetString, encodeDer(DER_TAG.octetString, Buffer.from(seed, "hex"))),
      encodeDer(DER_TAG.implicit1, Uint8Array.of(0), publicKey),
    );
    expect(Buffer.from(read(pemOf("PRIVATE KEY", der)).publicKey ?? [])).toEqual(publicKey);
  });
});

const derOf = (pem: string) => Buffer.from(pemBody(pem), "base64");
const sec1 = (...parts: readonly Uint8Array[]) =>
  pemOf("EC PRIVATE KEY", encodeDer(DER_TAG.sequence, ...parts));
const one = encodeDer(DER_TAG.integer, Uint8Array.of(1));
const curveOf = (identifier: readonly number[]) =>
  encodeDer(DER_TAG.context0, encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(identifier)));
const scalarOf = (hex: string) => encodeDer(DER_TAG.octetString, Buffer.from(hex, "hex"));
const p256Curve = curveOf(OBJECT_IDENTIFIER.p256);
const pkcs8 = (...parts: readonly Uint8Array[]) =>
  pemOf("PRIVATE KEY", encodeDer(DER_TAG.sequence, ...parts));
const ed25519Algorithm = encodeDer(
  DER_TAG.sequence,
  encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(OBJECT_IDENTIFIER.ed25519)),
);
const ecAlgorithm = encodeDer(
  DER_TAG.sequence,
  encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(OBJECT_IDENTIFIER.ecPublicKey)),
  encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(OBJECT_IDENTIFIER.p256)),
);

describe("anything but a P-256 or Ed25519 private key is refused", () => {
  test.each<readonly [string, unknown, RegExp]>([
    ["nothing", "", /as text/],
    ["undefined", undefined, /as text/],
    ["a number", 7, /as text/],
    ["whitespace", " \n ", /as text/],
    ["a megabyte", "A".repeat(1_000_000), /too long/],
    ["another curve in SEC1", otherCurve.export({ format: "pem", type: "sec1" }), /P-256/],
    ["another curve in PKCS#8", otherCurve.export({ format: "pem", type: "pkcs8" }), /P-256/],
    ["RSA in PKCS#1", rsa.privateKey.export({ format: "pem", type: "pkcs1" }), /not RSA/],
    [
      "RSA in PKCS#1 without armour",
      pemBody(rsa.privateKey.export({ format: "pem", type: "pkcs1" }).toString()),
      /P-256 or Ed25519/,
    ],
    ["RSA in PKCS#8", rsa.privateKey.export({ format: "pem", type: "pkcs8" }), /P-256 or Ed25519/],
    ["X25519", x25519.export({ format: "pem", type: "pkcs8" }), /P-256 or Ed25519/],
    ["a public key", P256.publicPem, /private key: this is the public one/],
    ["a public key labelled private", P256.publicPem.replaceAll("PUBLIC", "PRIVATE"), /private key/],
    ["a certificate", pemOf("CERTIFICATE", Uint8Array.of(1, 2, 3)), /not a certificate/],
    ["the format of OpenSSH", pemOf("OPENSSH PRIVATE KEY", Uint8Array.of(1, 2, 3)), /OpenSSH/],
    ["an unheard-of label", pemOf("TEA LEAVES", Uint8Array.of(1, 2, 3)), /must be a private key/],
    ["a label from Object.prototype", pemOf("CONSTRUCTOR", Uint8Array.of(1, 2, 3)), /must be a private key/],
    ["an encrypted PKCS#8", P256.encryptedPem, /encrypted/],
    ["an encrypted PKCS#8 with literal \\n", literal(P256.encryptedPem), /encrypted/],
    ["an encrypted PKCS#8 without armour", pemBody(P256.encryptedPem), /encrypted/],
    ["an encrypted SEC1", P256.legacyEncryptedPem, /encrypted/],
    ["two keys", P256.sec1Pem + P256.sec1Pem, /one whole PEM block/],
    ["text after the key", `${P256.sec1Pem}and more`, /one whole PEM block/],
    ["a PEM without its end", P256.sec1Pem.slice(0, 150), /one whole PEM block/],
    ["a PEM whose labels differ", P256.sec1Pem.replace("END EC", "END"), /one whole PEM block/],
    [
      "only parameters",
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----",
      /one whole PEM block/,
    ],
    ["base64 cut off", ED25519.base64Pair.slice(0, -3), /cut off/],
    ["base64 of 31 bytes", Buffer.alloc(31, 7).toString("base64"), /cut off/],
    ["a PEM with base64 cut off", P256.sec1Pem.replace("=\n-----END", "\n-----END"), /cut off/],
    ["a PEM without bytes", pemOf("PRIVATE KEY"), /cut off/],
    ["DER cut off", pemOf("PRIVATE KEY", derOf(P256.pkcs8Pem).subarray(0, -4)), /cut off/],
    ["DER with a byte after it", pemOf("PRIVATE KEY", derOf(P256.pkcs8Pem), Uint8Array.of(0)), /cut off/],
    ["SEC1 without a curve", sec1(one, scalarOf("07".padStart(64, "0"))), /name it/],
    [
      "SEC1 of version 2",
      sec1(encodeDer(DER_TAG.integer, Uint8Array.of(2)), scalarOf("07"), p256Curve),
      /damaged/,
    ],
    ["SEC1 with a scalar of zero", sec1(one, scalarOf("00".repeat(32)), p256Curve), /damaged/],
    ["SEC1 with a scalar too long", sec1(one, scalarOf("07".repeat(33)), p256Curve), /damaged/],
    ["SEC1 with a scalar above the order", sec1(one, scalarOf("ff".repeat(32)), p256Curve), /damaged/],
    ["PKCS#8 with a key that is no SEC1", pkcs8(one, ecAlgorithm, scalarOf("07")), /damaged/],
    [
      "PKCS#8 with a seed cut off",
      pkcs8(one, ed25519Algorithm, encodeDer(DER_TAG.octetString, scalarOf("07".repeat(31)))),
      /damaged/,
    ],
    ["PKCS#8 without a key", pkcs8(one, ed25519Algorithm), /damaged/],
    ["PKCS#8 without an algorithm", pkcs8(one, encodeDer(DER_TAG.sequence), scalarOf("07")), /damaged/],
    [
      "PKCS#8 with an algorithm of half a value",
      pkcs8(one, encodeDer(DER_TAG.sequence, Uint8Array.of(6, 9)), scalarOf("07")),
      /damaged/,
    ],
    [
      "PKCS#8 with two curves",
      pkcs8(
        one,
        ecAlgorithm,
        encodeDer(
          DER_TAG.octetString,
          encodeDer(DER_TAG.sequence, one, scalarOf("07"), curveOf([0x2b, 0x81, 0x04, 0x00, 0x0a])),
        ),
      ),
      /P-256/,
    ],
    ["DER of one number", pemOf("PRIVATE KEY", encodeDer(DER_TAG.sequence, one)), /P-256 or Ed25519/],
  ])("%s", async (_, text, reason) => {
    const error = await failureOf(() => read(text));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      venue: "testvenue",
      operation: "createTestClient",
      field: "privateKey",
      sent: "no",
      reason: expect.stringMatching(reason),
    });
  });
});

describe("properties", () => {
  test("a PEM reads the same with line breaks of any kind at any place", () => {
    const body = pemBody(P256.sec1Pem);
    const lineBreak = fc.constantFrom("\n", "\r\n", "\\n", "\\r\\n", " ", "\t");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(body.length), lineBreak), { maxLength: 20 }),
        lineBreak,
        (breaks, edge) => {
          const broken = breaks
            .toSorted(([left], [right]) => right - left)
            .reduce((text, [at, with_]) => text.slice(0, at) + with_ + text.slice(at), body);
          const pem = `-----BEGIN EC PRIVATE KEY-----${edge}${broken}${edge}-----END EC PRIVATE KEY-----${edge}`;
          expect(hexOfSecret(pem)).toBe(hexOfSecret(P256.sec1Pem));
        },
      ),
    );
  });

  test("a damaged key is refused, and the error holds no part of it", async () => {
    const texts = [ED25519.base64Pair, ED25519.base64Seed, P256.sec1Pem, P256.pkcs8Pem, ED25519.pkcs8Pem];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.string({ maxLength: 3 }),
        async (text, at, junk) => {
          const index = at % text.length;
          const damaged = text.slice(0, index) + junk + text.slice(index + 1);
          const error = await failureOf(() => {
            read(damaged);
            throw undefined;
          });
          if (error === undefined) return;
          expect(isVenueError(error, "invalidInput")).toBe(true);
          const shown = JSON.stringify(error) + String(error) + (error instanceof Error ? error.stack : "");
          const body = text.startsWith("-----") ? pemBody(text) : text;
          for (let start = 0; start + 8 <= body.length; start += 1) {
            expect(shown.includes(body.slice(start, start + 8))).toBe(false);
          }
        },
      ),
    );
  });

  test("reading any text throws nothing but invalidInput", async () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.base64String(),
      fc.base64String().map((body) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const error = await failureOf(() => {
          read(text);
          throw undefined;
        });
        expect(error === undefined || isVenueError(error, "invalidInput")).toBe(true);
      }),
    );
  });
});
