/** The signature algorithms of JSON Web Tokens that venues take (RFC 7518, RFC 8037). */
export type JwtAlgorithm = "ES256" | "EdDSA";

/** A private key whose form has been checked. */
export interface PrivateKey {
  /** "ES256": ECDSA on P-256 with SHA-256. "EdDSA": Ed25519. */
  readonly algorithm: JwtAlgorithm;
  /** 32 bytes: the scalar of P-256, or the seed of Ed25519. */
  readonly secret: Uint8Array;
  /** The public half, when the key came with it: 65 bytes (an uncompressed point of P-256) or 32 bytes (Ed25519). */
  readonly publicKey?: Uint8Array | undefined;
}
