import { type CallContext, invalidInput, type SigningRequest } from "@cqvx/core";
import { checkCredential } from "../credentials/check-credential.ts";
import { createOrRefuse } from "../crypto/create-or-refuse.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { encodeHex } from "../encoding/hex.ts";
import type { JwtAlgorithm } from "../keys/private-key.ts";
import { readPrivateKey } from "../keys/read-private-key.ts";
import { signingFailure } from "../signing-failure.ts";

/** The values for the functions that return claims and header. */
export interface JwtContext {
  /** The algorithm of the key. */
  readonly algorithm: JwtAlgorithm;
  readonly keyId: string | undefined;
  /** 128 random bits in hexadecimal, new for each token. Also the `nonce` of the header. */
  readonly nonce: string;
  /** Epoch milliseconds, corrected to the venue's clock. */
  readonly timestampMs: number;
}

/** The members of a JSON object. A member that is undefined is left out. */
export type JwtMembers = Readonly<Record<string, unknown>>;

/** The options of `createJwtIssuer`: the key, and the header of its tokens. */
export interface JwtIssuerOptions {
  /**
   * The key: PEM (SEC1 or PKCS#8, with real line breaks or the two characters `\n`), or base64 of an Ed25519 key of 32 or
   * 64 bytes. P-256 keys sign by ES256, and Ed25519 keys by EdDSA.
   */
  readonly privateKey: string;
  /** The `kid` of the header. */
  readonly keyId?: string | undefined;
  /** Returns members to add to the header `{alg, typ, kid, nonce}`, or to replace in it. `alg` stays. */
  readonly header?: ((context: JwtContext) => JwtMembers) | undefined;
}

/** An issuer of tokens, by one key. */
export interface JwtIssuer {
  readonly algorithm: JwtAlgorithm;
  /**
   * Signs a token with these claims, for one use. Rejects with `invalidInput` when the claims or the header are not JSON,
   * with `unsupported` when the runtime lacks the algorithm, and with `unavailable` when its cryptography fails.
   */
  issue(
    claims: JwtMembers | ((context: JwtContext) => JwtMembers),
    moment: Pick<SigningRequest, "timestampMs" | "randomBytes">,
  ): Promise<string>;
}

const NONCE_BYTES = 16;

/**
 * Creates an issuer of JSON Web Tokens (RFC 7519). Use it for tokens that belong to no request, such as subscriptions of a
 * WebSocket feed.
 *
 * @throws `invalidInput` naming `privateKey` or `keyId`
 */
export function createJwtIssuer(
  options: JwtIssuerOptions,
  call: CallContext = { venue: "auth", operation: "createJwtIssuer" },
): JwtIssuer {
  return createJwtIssuerOver(defaultProvider(), options, call);
}

/** Implements `createJwtIssuer` over a given provider. */
export function createJwtIssuerOver(
  provider: CryptoProvider,
  options: JwtIssuerOptions,
  call: CallContext,
): JwtIssuer {
  const { header: extraHeader } = options;
  const keyId = options.keyId === undefined ? undefined : checkCredential(options.keyId, "keyId", call);
  const privateKey = readPrivateKey(options.privateKey, "privateKey", call);
  const { algorithm } = privateKey;
  const key = createOrRefuse(() => provider.importPrivateKey(privateKey), "privateKey", call);
  return {
    algorithm,
    async issue(claims, { timestampMs, randomBytes }) {
      const nonce = createNonce(randomBytes, call);
      const context: JwtContext = { algorithm, keyId, nonce, timestampMs };
      const standard = { alg: algorithm, typ: "JWT", kid: keyId, nonce };
      const header = toJson("header", call, () => ({
        ...standard,
        ...extraHeader?.(context),
        alg: algorithm,
      }));
      const payload = toJson("claims", call, () => (typeof claims === "function" ? claims(context) : claims));
      try {
        return await key.signJws(header, payload);
      } catch (error) {
        throw signingFailure(call, "privateKey", error);
      }
    },
  };
}

function createNonce(randomBytes: SigningRequest["randomBytes"], call: CallContext): string {
  let bytes: Uint8Array;
  try {
    bytes = randomBytes(NONCE_BYTES);
  } catch (error) {
    throw signingFailure(call, "randomBytes", error);
  }
  if (bytes.length !== NONCE_BYTES) {
    throw invalidInput(call, "randomBytes", "must return as many bytes as it is asked for");
  }
  return encodeHex(bytes);
}

/** Writes the object that a caller's function returns as JSON. The error never quotes an error of that function. */
function toJson(field: "claims" | "header", call: CallContext, make: () => JwtMembers): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(make());
  } catch {
    throw invalidInput(call, field, "failed, or holds a value that JSON cannot hold");
  }
  if (!text?.startsWith("{")) throw invalidInput(call, field, "must be an object");
  return text;
}
