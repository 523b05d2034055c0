/** `@cqvx/auth`: signers of requests, each an implementation of `Signer` of `@cqvx/core`. */
export { type BearerSignerOptions, bearerSigner } from "./bearer/bearer-signer.ts";
export type { BearerToken, TokenRefresh } from "./bearer/token-source.ts";
export type { SecretEncoding } from "./credentials/read-secret.ts";
export type { DigestEncoding, HashAlgorithm } from "./crypto/crypto-provider.ts";
export type { LetterCase } from "./encoding/letter-case.ts";
export type { BodyHash, HmacDialect, PrehashPart } from "./hmac/hmac-dialect.ts";
export { HMAC_DIALECTS } from "./hmac/hmac-dialects.ts";
export {
  type HmacMessageSigner,
  type HmacMessageSignerOptions,
  hmacMessageSigner,
} from "./hmac/hmac-message-signer.ts";
export { type HmacSignerOptions, hmacSigner } from "./hmac/hmac-signer.ts";
export { createNonce, type Nonce } from "./hmac/nonce.ts";
export type { TimestampUnit } from "./hmac/timestamp-units.ts";
export {
  createJwtIssuer,
  type JwtContext,
  type JwtIssuer,
  type JwtIssuerOptions,
  type JwtMembers,
} from "./jwt/jwt-issuer.ts";
export { type JwtFrame, type JwtSignerOptions, jwtSigner } from "./jwt/jwt-signer.ts";
export { toDerSignature } from "./keys/ecdsa-signature.ts";
export type { JwtAlgorithm } from "./keys/private-key.ts";
export type { MessageSign } from "./mpc/message-sign.ts";
export { type MpcSignerOptions, mpcSigner } from "./mpc/mpc-signer.ts";
