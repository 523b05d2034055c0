import { type CallContext, invalidInput } from "@cqvx/core";
import { decodeBase64 } from "../encoding/base64.ts";
import type { PrivateKey } from "./private-key.ts";
import { readKeyDer } from "./read-key-der.ts";
import { readPem } from "./read-pem.ts";

/** Far more than a key of these kinds needs; it bounds what hostile input can cost. */
const MAX_CHARACTERS = 16_384;

const SEED_BYTES = 32;

/**
 * Reads a private key as venues hand them out:
 *
 * - PEM, SEC1 or PKCS#8, with line breaks that are real or the two characters `\n`: P-256 or Ed25519
 * - base64 of the same structure without the PEM armour
 * - base64 of 32 bytes, an Ed25519 seed, or of 64, the seed and its public key
 *
 * Throws `invalidInput` naming the field; the error holds nothing of the key.
 */
export function readPrivateKey(value: unknown, field: string, call: CallContext): PrivateKey {
  const reject = (reason: string) => invalidInput(call, field, reason);
  const text = typeof value === "string" ? value.trim() : "";
  if (text === "") throw reject("must be a private key as text");
  if (text.length > MAX_CHARACTERS) throw reject("is too long to be a private key");
  if (text.includes("-----")) return readKeyDer(readPem(text, reject), reject);
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw reject("must be PEM or base64: it is damaged or cut off");
  if (bytes.length !== SEED_BYTES && bytes.length !== 2 * SEED_BYTES) return readKeyDer(bytes, reject);
  const publicKey = bytes.length === SEED_BYTES ? undefined : bytes.subarray(SEED_BYTES);
  return { algorithm: "EdDSA", secret: bytes.subarray(0, SEED_BYTES), publicKey };
}
