import { encodeBase64 } from "../encoding/base64.ts";
import { encodeHex } from "../encoding/hex.ts";
import { toDerSignature } from "../keys/ecdsa-signature.ts";
import { toPkcs8 } from "../keys/pkcs8.ts";
import type { JwtAlgorithm, PrivateKey } from "../keys/private-key.ts";
import type { CryptoProvider, DigestEncoding, HashAlgorithm, SigningKey } from "./crypto-provider.ts";
import { KeyRefused, keyMismatch } from "./key-refused.ts";
import { lazily } from "./lazily.ts";

const DIGEST_ENCODERS: Readonly<Record<DigestEncoding, (bytes: Uint8Array) => string>> = {
  hex: encodeHex,
  base64: encodeBase64,
};

/** WebCrypto's parameters for importing a key, and for signing with it. */
const WEB_ALGORITHMS: Readonly<
  Record<JwtAlgorithm, { readonly key: EcKeyImportParams; readonly signature: EcdsaParams }>
> = {
  ES256: { key: { name: "ECDSA", namedCurve: "P-256" }, signature: { name: "ECDSA", hash: "SHA-256" } },
  EdDSA: { key: { name: "Ed25519", namedCurve: "Ed25519" }, signature: { name: "Ed25519", hash: "SHA-512" } },
};

/** WebCrypto's names of the hashes that it computes. SHA-256 comes from @noble/hashes. */
const WEB_HASHES: Readonly<Record<Exclude<HashAlgorithm, "sha256">, string>> = {
  sha384: "SHA-384",
  sha512: "SHA-512",
};

const UTF8 = new TextEncoder();

/**
 * Creates the provider for browsers and edge runtimes. SHA-256 comes from @noble/hashes, which is faster than WebCrypto on
 * short messages. SHA-384 and SHA-512 come from WebCrypto. Tokens come from jose over WebCrypto. Each library loads on
 * first use.
 *
 * @param subtle the runtime's WebCrypto; undefined when there is none, as on pages without https
 */
export function createWebProvider(subtle: SubtleCrypto | undefined): CryptoProvider {
  return {
    hmac(hash, key) {
      const hmac =
        hash === "sha256" ? createSha256Hmac(key) : createWebHmac(requireWebCrypto(subtle), hash, key);
      return async (text, encoding) => DIGEST_ENCODERS[encoding](await hmac(UTF8.encode(text)));
    },
    digest(hash) {
      const digest = hash === "sha256" ? hashBySha256 : createWebDigest(requireWebCrypto(subtle), hash);
      return async (text, encoding) => DIGEST_ENCODERS[encoding](await digest(UTF8.encode(text)));
    },
    importPrivateKey: (privateKey) => createSigningKey(requireWebCrypto(subtle), privateKey),
  };
}

type BytesHash = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

function createSha256Hmac(key: Uint8Array): BytesHash {
  const keyedHash = lazily(async () => (await import("./noble-sha256.ts")).createKeyedHash(key));
  return async (bytes) => (await keyedHash()).clone().update(bytes).digest();
}

async function hashBySha256(bytes: Uint8Array): Promise<Uint8Array> {
  return (await import("./noble-sha256.ts")).hashBytes(bytes);
}

function createWebHmac(
  subtle: SubtleCrypto,
  hash: keyof typeof WEB_HASHES,
  secret: Uint8Array<ArrayBuffer>,
): BytesHash {
  const parameters = { name: "HMAC", hash: WEB_HASHES[hash] };
  const key = lazily(() => subtle.importKey("raw", secret, parameters, false, ["sign"]).catch(refuseKey));
  return async (bytes) => new Uint8Array(await subtle.sign("HMAC", await key(), bytes));
}

function createWebDigest(subtle: SubtleCrypto, hash: keyof typeof WEB_HASHES): BytesHash {
  return async (bytes) => new Uint8Array(await subtle.digest(WEB_HASHES[hash], bytes));
}

function requireWebCrypto(subtle: SubtleCrypto | undefined): SubtleCrypto {
  if (subtle !== undefined) return subtle;
  throw new KeyRefused("unsupported", "needs WebCrypto, which browsers have on https pages only");
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
      if (signature === undefined) throw new TypeError("WebCrypto returned no valid P-256 signature");
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

/** Returns true when the public half verifies a signature of the key. WebCrypto does not give the public half out. */
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
