import { DER_TAG, encodeDer } from "../encoding/der.ts";
import type { JwtAlgorithm, PrivateKey } from "./private-key.ts";

/** The object identifiers of key algorithms, as DER content. */
export const OBJECT_IDENTIFIER = {
  ecPublicKey: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  p256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
  ed25519: [0x2b, 0x65, 0x70],
} as const;

const ALGORITHM_IDENTIFIERS: Readonly<Record<JwtAlgorithm, readonly (readonly number[])[]>> = {
  ES256: [OBJECT_IDENTIFIER.ecPublicKey, OBJECT_IDENTIFIER.p256],
  EdDSA: [OBJECT_IDENTIFIER.ed25519],
};

const ENCODED_SECRETS: Readonly<Record<JwtAlgorithm, (key: PrivateKey) => Uint8Array>> = {
  ES256: encodeEcPrivateKey,
  EdDSA: (key) => encodeDer(DER_TAG.octetString, key.secret),
};

/**
 * Encodes a key in PKCS#8 (RFC 5958), the form that both node:crypto and WebCrypto import. An EC key keeps its public half,
 * because some browsers need it.
 */
export function toPkcs8(key: PrivateKey): Uint8Array<ArrayBuffer> {
  const identifiers = ALGORITHM_IDENTIFIERS[key.algorithm];
  return encodeDer(
    DER_TAG.sequence,
    encodeDer(DER_TAG.integer, Uint8Array.of(0)),
    encodeDer(
      DER_TAG.sequence,
      ...identifiers.map((identifier) => encodeDer(DER_TAG.objectIdentifier, Uint8Array.from(identifier))),
    ),
    encodeDer(DER_TAG.octetString, ENCODED_SECRETS[key.algorithm](key)),
  );
}

/** Encodes an ECPrivateKey of SEC1 (RFC 5915) without the curve, which PKCS#8 names. */
function encodeEcPrivateKey({ secret, publicKey }: PrivateKey): Uint8Array {
  const halves =
    publicKey === undefined
      ? []
      : [encodeDer(DER_TAG.context1, encodeDer(DER_TAG.bitString, Uint8Array.of(0), publicKey))];
  return encodeDer(
    DER_TAG.sequence,
    encodeDer(DER_TAG.integer, Uint8Array.of(1)),
    encodeDer(DER_TAG.octetString, secret),
    ...halves,
  );
}
