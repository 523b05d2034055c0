import type { PrivateKey } from "../keys/private-key.ts";

/** The cryptography behind the signers: node:crypto, or @noble/hashes and WebCrypto on other runtimes. */
export interface CryptoProvider {
  /** Imports the key once, and returns the HMAC with it. Throws `KeyRefused` when the runtime lacks the hash. */
  hmac(hash: HashAlgorithm, key: Uint8Array<ArrayBuffer>): TextHash;
  /** Returns the plain hash, without a key. Throws `KeyRefused` when the runtime lacks it. */
  digest(hash: HashAlgorithm): TextHash;
  /** Imports a private key. Throws `KeyRefused`; where importing takes time, signing rejects with it. */
  importPrivateKey(key: PrivateKey): SigningKey;
}

/** A hash function of the SHA-2 family. */
export type HashAlgorithm = "sha256" | "sha384" | "sha512";

/** The text form of a digest: lower-case hexadecimal, or standard base64 with padding. */
export type DigestEncoding = "hex" | "base64";

/** Hashes a text in UTF-8. Returns at once on Node, and a promise elsewhere. */
export type TextHash = (text: string, encoding: DigestEncoding) => string | Promise<string>;

/** A private key that its provider has imported, once. */
export interface SigningKey {
  /** Makes a compact JWS (RFC 7515) with the key's own algorithm. The header and the payload are JSON texts. */
  signJws(header: string, payload: string): string | Promise<string>;
  /** Signs by ECDSA with SHA-256 and returns DER. For P-256 keys. */
  signDer(message: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
}
