import { type CallContext, invalidInput } from "@cqvx/core";
import { decodeBase64 } from "../encoding/base64.ts";
import type { PrivateKey } from "./private-key.ts";
import { readKeyDer } from "./read-key-der.ts";
import { readPem } from "./read-pem.ts";

/** The longest text of a key: far more than a key needs, and a bound on the cost of hostile input. */
const MAX_CHARACTERS = 16_384;

const SEED_BYTES = 32;

/**
 * Reads a private key in one of the forms that venues hand out:
 *
 * - P-256 or Ed25519 in PEM (SEC1 or PKCS#8), with real line breaks or the two characters `\n`
 * - base64 of the same structure without the PEM armour
 * - base64 of an Ed25519 key: 32 bytes (the seed) or 64 bytes (the seed and its public key)
 *
 * Throws `invalidInput` naming the field, without any part of the key.
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
