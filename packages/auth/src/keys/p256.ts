import { encodeHex } from "../encoding/hex.ts";

/** The order of the curve's group (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The number of bytes of a P-256 scalar, and of each half of a signature. */
export const P256_BYTES = 32;

/** Returns true when big-endian bytes are a scalar of P-256: above zero and below the order of the group. */
export function isP256Scalar(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length > P256_BYTES) return false;
  const scalar = BigInt(`0x${encodeHex(bytes)}`);
  return scalar > 0n && scalar < ORDER;
}

/** Pads an unsigned big-endian number to exactly 32 bytes. Returns undefined when the number is larger. */
export function toP256Bytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const digits = withoutLeadingZeros(bytes);
  if (digits.length > P256_BYTES) return undefined;
  const padded = new Uint8Array(P256_BYTES);
  padded.set(digits, P256_BYTES - digits.length);
  return padded;
}

/** Removes the leading zero bytes of an unsigned big-endian number. Zero becomes an empty array. */
export function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}
