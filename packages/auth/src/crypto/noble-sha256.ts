import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/**
 * Returns the state of an HMAC-SHA256 after the blocks of the key, which are hashed once. Clone it for each message.
 *
 * This module is imported on first use. It imports SHA-256 by name, so that bundlers leave out the rest of the library.
 */
export function createKeyedHash(key: Uint8Array): ReturnType<typeof hmac.create> {
  return hmac.create(sha256, key);
}

/** Hashes some bytes. */
export function hashBytes(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}
