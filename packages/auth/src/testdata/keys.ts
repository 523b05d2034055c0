import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** A key of our own: the bytes 1 to 32 as an Ed25519 seed. */
const SEED: Buffer = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1));

const ed25519PrivateKey: KeyObject = createPrivateKey({
  key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), SEED]),
  format: "der",
  type: "pkcs8",
});
const ed25519PublicBytes: Buffer = createPublicKey(ed25519PrivateKey)
  .export({ format: "der", type: "spki" })
  .subarray(-32);

/** One Ed25519 key in each of the forms in which venues hand keys out. */
export const ED25519: {
  readonly publicKey: KeyObject;
  readonly base64Seed: string;
  readonly base64Pair: string;
  readonly mismatchedPair: string;
  readonly pkcs8Pem: string;
} = {
  publicKey: createPublicKey(ed25519PrivateKey),
  base64Seed: SEED.toString("base64"),
  base64Pair: Buffer.concat([SEED, ed25519PublicBytes]).toString("base64"),
  mismatchedPair: Buffer.concat([SEED, SEED]).toString("base64"),
  pkcs8Pem: ed25519PrivateKey.export({ format: "pem", type: "pkcs8" }).toString(),
};

/** A key of our own: the bytes 33 to 64 as a scalar of P-256. */
const p256Scalar: KeyObject = createPrivateKey({
  key: Buffer.concat([
    Buffer.from("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420", "hex"),
    Buffer.from(Array.from({ length: 32 }, (_, index) => index + 33)),
  ]),
  format: "der",
  type: "pkcs8",
});
/** The key with its public half, which OpenSSL adds when it imports a JWK. */
const p256PrivateKey: KeyObject = createPrivateKey({
  key: p256Scalar.export({ format: "jwk" }),
  format: "jwk",
});
const p256 = { privateKey: p256PrivateKey, publicKey: createPublicKey(p256PrivateKey) };

/** The offset of the scalar in the PKCS#8 of a P-256 key. */
const FIRST_SCALAR_BYTE = 36;

/** One P-256 key in each of the forms in which venues hand keys out. */
export const P256: {
  readonly publicKey: KeyObject;
  readonly sec1Pem: string;
  readonly pkcs8Pem: string;
  /** A different scalar with the public half of this key. */
  readonly mismatchedPem: string;
  readonly publicPem: string;
  readonly encryptedPem: string;
  readonly legacyEncryptedPem: string;
} = {
  publicKey: p256.publicKey,
  sec1Pem: p256.privateKey.export({ format: "pem", type: "sec1" }).toString(),
  pkcs8Pem: p256.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  mismatchedPem: toPem(
    p256PrivateKey
      .export({ format: "der", type: "pkcs8" })
      .map((byte, index) => (index === FIRST_SCALAR_BYTE ? byte ^ 1 : byte)),
  ),
  publicPem: p256.publicKey.export({ format: "pem", type: "spki" }).toString(),
  encryptedPem: p256.privateKey
    .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "open sesame" })
    .toString(),
  legacyEncryptedPem: p256.privateKey
    .export({ format: "pem", type: "sec1", cipher: "aes-256-cbc", passphrase: "open sesame" })
    .toString(),
};

/** Returns the text between the markers of a PEM, on one line. */
export function pemBody(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, "");
}

function toPem(der: Uint8Array): string {
  return `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der).toString("base64")}\n-----END PRIVATE KEY-----\n`;
}
