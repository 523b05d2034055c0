import { DER_TAG, type DerElement, encodeDer, readDerSequence } from "../encoding/der.ts";
import { isP256Scalar, P256_BYTES, toP256Bytes, withoutLeadingZeros } from "./p256.ts";

/**
 * Converts a raw P-256 signature to DER (RFC 3279 section 2.2.3). WebCrypto and some key vaults return the raw form: r and s,
 * 64 bytes. Returns undefined when `raw` is not such a signature.
 */
export function toDerSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (raw.length !== 2 * P256_BYTES) return undefined;
  const halves = [raw.subarray(0, P256_BYTES), raw.subarray(P256_BYTES)];
  if (!halves.every(isP256Scalar)) return undefined;
  return encodeDer(DER_TAG.sequence, ...halves.map(encodeUnsigned));
}

/** Converts a P-256 signature in strict DER to its raw form of 64 bytes, r and s. Returns undefined for anything else. */
export function toRawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const halves = readDerSequence(der)?.map(readUnsigned);
  if (halves?.length !== 2) return undefined;
  const raw = new Uint8Array(2 * P256_BYTES);
  for (const [index, half] of halves.entries()) {
    const padded = half && isP256Scalar(half) ? toP256Bytes(half) : undefined;
    if (padded === undefined) return undefined;
    raw.set(padded, index * P256_BYTES);
  }
  return raw;
}

/** Encodes a positive INTEGER. A set highest bit gets a zero byte before it, as it would mean a negative number. */
function encodeUnsigned(number: Uint8Array): Uint8Array {
  const digits = withoutLeadingZeros(number);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return encodeDer(DER_TAG.integer, Uint8Array.from(sign), digits);
}

/** Reads the bytes of a positive INTEGER in its shortest form, without the zero byte before it. */
function readUnsigned({ tag, content }: DerElement): Uint8Array | undefined {
  const [first = 0x80, second = 0] = content;
  if (tag !== DER_TAG.integer || first >= 0x80) return undefined;
  if (first !== 0) return content;
  return second >= 0x80 ? content.subarray(1) : undefined;
}
