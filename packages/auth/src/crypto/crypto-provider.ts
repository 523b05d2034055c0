import type { PrivateKey } from "../keys/private-key.ts";

/** How a digest is written: lower-case hexadecimal, or standard base64 with padding. */
export type DigestEncoding = "hex" | "base64";

/** HMAC-SHA256 of a text in UTF-8. At once on Node; a promise elsewhere, where the code for it loads on first use. */
export type HmacSha256 = (message: string, encoding: DigestEncoding) => string | Promise<string>;

/** A private key that its provider has imported, once. */
export interface SigningKey {
  /** A compact JWS (RFC 7515) over a protected header and a payload, both JSON texts, by the key's own algorithm. */
  signJws(header: string, payload: string): string | Promise<string>;
  /** ECDSA with SHA-256 in DER. For P-256 keys. */
  signDer(message: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
}

/** The cryptography that the signers need: node:crypto, or what every other runtime has. */
export interface CryptoProvider {
  hmacSha256(secret: Uint8Array): HmacSha256;
  /** Throws `KeyRefused`; where importing takes time, signing rejects with it. */
  importPrivateKey(key: PrivateKey): SigningKey;
}
