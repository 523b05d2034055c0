import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/**
 * The state of HMAC-SHA256 after the blocks of the key, hashed once. A module of its own, to be loaded when first used: a
 * bundler leaves out what is unused of a library only where it is imported by name.
 */
export function createKeyedHash(secret: Uint8Array): ReturnType<typeof hmac.create> {
  return hmac.create(sha256, secret);
}
