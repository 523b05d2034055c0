import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** Returns 32 bytes that count up. The keys below are public test keys. */
function countingBytes(first: number): Buffer {
  return Buffer.from(Array.from({ length: 32 }, (_, index) => first + index));
}

function readPkcs8(prefix: string, secret: Buffer): KeyObject {
  const key = Buffer.concat([Buffer.from(prefix, "hex"), secret]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

const seed = countingBytes(65);
const ed25519 = readPkcs8("302e020100300506032b657004220420", seed);
const ed25519Public = createPublicKey(ed25519);
const scalar = readPkcs8(
  "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420",
  countingBytes(97),
);
// By way of JWK, which makes OpenSSL write the public half as well.
const p256 = createPrivateKey({ key: scalar.export({ format: "jwk" }), format: "jwk" });

/** The name of both keys. */
export const KEY_NAME =
  "organizations/0f6b1c9e-2d47-4b1a-8c55-7f0e3a9d6b21/apiKeys/5c1d8e70-94b3-4f6e-a2d8-13b7c0e9f542";

/** A P-256 key in the form of Coinbase's download: SEC1 PEM, often with literal `\n`. */
export const P256: { readonly publicKey: KeyObject; readonly pem: string; readonly escapedPem: string } = {
  publicKey: createPublicKey(p256),
  pem: p256.export({ format: "pem", type: "sec1" }).toString(),
  escapedPem: p256.export({ format: "pem", type: "sec1" }).toString().replaceAll("\n", "\\n"),
};

/** An Ed25519 key in its three forms: seed and public key in base64, the seed alone, PKCS#8. */
export const ED25519: {
  readonly publicKey: KeyObject;
  readonly pair: string;
  readonly seed: string;
  readonly pem: string;
} = {
  publicKey: ed25519Public,
  pair: Buffer.concat([seed, ed25519Public.export({ format: "der", type: "spki" }).subarray(-32)]).toString(
    "base64",
  ),
  seed: seed.toString("base64"),
  pem: ed25519.export({ format: "pem", type: "pkcs8" }).toString(),
};
