import { encodeBase64 } from "../encoding/base64.ts";
import { encodeHex } from "../encoding/hex.ts";
import { toDerSignature } from "../keys/ecdsa-signature.ts";
import { toPkcs8 } from "../keys/pkcs8.ts";
import type { JwtAlgorithm, PrivateKey } from "../keys/private-key.ts";
import type { CryptoProvider, DigestEncoding, SigningKey } from "./crypto-provider.ts";
import { KeyRefused, keyMismatch } from "./key-refused.ts";
import { lazily } from "./lazily.ts";

const DIGEST_ENCODERS: Readonly<Record<DigestEncoding, (bytes: Uint8Array) => string>> = {
  hex: encodeHex,
  base64: encodeBase64,
};

/** How WebCrypto names an algorithm when it imports a key, and when it signs. */
const WEB_ALGORITHMS: Readonly<
  Record<JwtAlgorithm, { readonly key: EcKeyImportParams; readonly signature: EcdsaParams }>
> = {
  ES256: { key: { name: "ECDSA", namedCurve: "P-256" }, signature: { name: "ECDSA", hash: "SHA-256" } },
  EdDSA: { key: { name: "Ed25519", namedCurve: "Ed25519" }, signature: { name: "Ed25519", hash: "SHA-512" } },
};

const UTF8 = new TextEncoder();

/**
 * Cryptography for browsers and edge runtimes: HMAC by @noble/hashes, which beats WebCrypto on short messages; tokens by
 * jose over WebCrypto. Each library loads when first used.
 *
 * @param subtle the runtime's WebCrypto; undefined where there is none, as on pages without https
 */
export function createWebProvider(subtle: SubtleCrypto | undefined): CryptoProvider {
  return {
    hmacSha256(secret) {
      const keyedHash = lazily(async () => (await import("./keyed-hash.ts")).createKeyedHash(secret));
      return async (message, encoding) => {
        const mac = (await keyedHash()).clone().update(UTF8.encode(message)).digest();
        return DIGEST_ENCODERS[encoding](mac);
      };
    },
    importPrivateKey(privateKey) {
      if (subtle === undefined) {
        throw new KeyRefused("unsupported", "needs WebCrypto, which browsers have on https pages only");
      }
      return createSigningKey(subtle, privateKey);
    },
  };
}

function createSigningKey(subtle: SubtleCrypto, privateKey: PrivateKey): SigningKey {
  const { algorithm } = privateKey;
  const key = lazily(() => importKey(subtle, privateKey));
  return {
    async signJws(header, payload) {
      const { CompactSign } = await import("jose/jws/compact/sign");
      const token = new CompactSign(UTF8.encode(payload)).setProtectedHeader(JSON.parse(header));
      return token.sign(await key());
    },
    async signDer(message) {
      const raw = await subtle.sign(WEB_ALGORITHMS[algorithm].signature, await key(), message);
      const signature = toDerSignature(new Uint8Array(raw));
      if (signature === undefined)
        throw new TypeError("WebCrypto gave something else than a P-256 signature");
      return signature;
    },
  };
}

async function importKey(subtle: SubtleCrypto, privateKey: PrivateKey): Promise<CryptoKey> {
  const parameters = WEB_ALGORITHMS[privateKey.algorithm].key;
  const der = toPkcs8(privateKey);
  const key = await subtle.importKey("pkcs8", der, parameters, false, ["sign"]).catch(refuseKey);
  der.fill(0);
  if (!(await matchesPublicKey(subtle, key, privateKey))) throw keyMismatch();
  return key;
}

/** WebCrypto does not tell the public half of a key: a signature that it verifies does. */
async function matchesPublicKey(
  subtle: SubtleCrypto,
  key: CryptoKey,
  { algorithm, publicKey }: PrivateKey,
): Promise<boolean> {
  if (publicKey === undefined) return true;
  const { key: parameters, signature } = WEB_ALGORITHMS[algorithm];
  const verifier = await subtle
    .importKey("raw", Uint8Array.from(publicKey), parameters, false, ["verify"])
    .catch(refuseKey);
  const probe = UTF8.encode("probe");
  return subtle.verify(signature, verifier, await subtle.sign(signature, key, probe), probe);
}

function refuseKey(error: unknown): never {
  const unsupported = error instanceof Error && error.name === "NotSupportedError";
  throw unsupported
    ? new KeyRefused("unsupported", "is of an algorithm that this runtime's WebCrypto does not have")
    : new KeyRefused("invalidInput", "must be a valid key: this runtime's WebCrypto refuses it");
}
