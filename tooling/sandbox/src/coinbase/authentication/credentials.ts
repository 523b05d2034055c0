import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { createRandom, type Random } from "../../numbers/random.ts";

/** Test credentials in the formats that Coinbase issues. */
export interface CoinbaseCredentials {
  /** CDP key of type ECDSA: P-256, SEC1 PEM, signs ES256. */
  readonly ecdsa: CdpKey;
  /** CDP key of type Ed25519: base64 of seed and public key (64 bytes), signs EdDSA. */
  readonly ed25519: CdpKey;
  /** ECDSA key that can read but not trade. */
  readonly viewOnly: CdpKey;
  /** Legacy key: hex HMAC, keyed with the secret as text. Coinbase retired these in February 2025. */
  readonly legacy: { readonly apiKey: string; readonly secret: string };
  /** Key of the Coinbase Exchange dialect: base64 HMAC, keyed with the decoded secret, and a passphrase. */
  readonly exchange: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
}

export interface CdpKey {
  readonly keyName: string;
  readonly privateKey: string;
}

export interface Permissions {
  readonly view: boolean;
  readonly trade: boolean;
  readonly transfer: boolean;
}

/** The key behind a request with a valid signature, and its permissions. */
export interface Principal {
  readonly keyName: string;
  readonly permissions: Permissions;
}

/** The public half of a CDP key, as the venue stores it. */
export interface RegisteredKey {
  readonly principal: Principal;
  readonly algorithm: "ES256" | "EdDSA";
  readonly publicKey: KeyObject;
}

export interface RegisteredSecret {
  readonly principal: Principal;
  readonly secret: string;
  /** Present only for keys of the Exchange dialect. */
  readonly passphrase?: string;
}

export interface KeyRing {
  readonly credentials: CoinbaseCredentials;
  readonly keys: ReadonlyMap<string, RegisteredKey>;
  readonly secrets: ReadonlyMap<string, RegisteredSecret>;
}

const TRADER: Permissions = { view: true, trade: true, transfer: false };
const VIEWER: Permissions = { view: true, trade: false, transfer: false };

/**
 * Creates the keys of one sandbox from its seed. They guard only play money on loopback, so repeatable keys matter more
 * than secret ones.
 */
export function createKeyRing(seed: number): KeyRing {
  const random = createRandom(seed, "coinbase keys");
  const ecdsa = createEcdsaKey(random);
  const ed25519 = createEd25519Key(random);
  const viewOnly = createEcdsaKey(random);
  const legacy = { apiKey: random.hex(16), secret: random.hex(32) };
  const exchange = {
    apiKey: random.hex(32),
    secret: random.bytes(64).toString("base64"),
    passphrase: random.hex(11),
  };
  return {
    credentials: { ecdsa, ed25519, viewOnly, legacy, exchange },
    keys: new Map([
      [ecdsa.keyName, registerKey(ecdsa.keyName, TRADER, "ES256", createPrivateKey(ecdsa.privateKey))],
      [
        viewOnly.keyName,
        registerKey(viewOnly.keyName, VIEWER, "ES256", createPrivateKey(viewOnly.privateKey)),
      ],
      [ed25519.keyName, registerKey(ed25519.keyName, TRADER, "EdDSA", readEd25519Seed(ed25519.privateKey))],
    ]),
    secrets: new Map<string, RegisteredSecret>([
      [legacy.apiKey, { principal: principalOf(legacy.apiKey, TRADER), secret: legacy.secret }],
      [exchange.apiKey, { principal: principalOf(exchange.apiKey, TRADER), ...withoutKey(exchange) }],
    ]),
  };
}

function createEcdsaKey(random: Random): CdpKey {
  const curve = createECDH("prime256v1");
  // A random 256-bit number exceeds the curve's order once in 2^32. Clearing the first bit rules that out.
  const scalar = random.bytes(32);
  scalar[0] = (scalar[0] ?? 0) & 0x7f;
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const coordinate = (from: number) => point.subarray(from, from + 32).toString("base64url");
  const key = createPrivateKey({
    format: "jwk",
    key: { kty: "EC", crv: "P-256", d: scalar.toString("base64url"), x: coordinate(1), y: coordinate(33) },
  });
  return {
    keyName: `organizations/${random.uuid()}/apiKeys/${random.uuid()}`,
    privateKey: key.export({ format: "pem", type: "sec1" }).toString(),
  };
}

/** The PKCS#8 bytes before the 32 bytes of an Ed25519 seed (RFC 8410). */
const ED25519_PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

function createEd25519Key(random: Random): CdpKey {
  const seed = random.bytes(32);
  const publicKey = createPublicKey(ed25519FromSeed(seed))
    .export({ format: "der", type: "spki" })
    .subarray(-32);
  return { keyName: random.uuid(), privateKey: Buffer.concat([seed, publicKey]).toString("base64") };
}

function readEd25519Seed(privateKey: string): KeyObject {
  return ed25519FromSeed(Buffer.from(privateKey, "base64").subarray(0, 32));
}

function ed25519FromSeed(seed: Buffer): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8_PREFIX, seed]),
    format: "der",
    type: "pkcs8",
  });
}

function registerKey(
  keyName: string,
  permissions: Permissions,
  algorithm: RegisteredKey["algorithm"],
  privateKey: KeyObject,
): RegisteredKey {
  return { principal: principalOf(keyName, permissions), algorithm, publicKey: createPublicKey(privateKey) };
}

function principalOf(keyName: string, permissions: Permissions): Principal {
  return { keyName, permissions };
}

function withoutKey({ secret, passphrase }: CoinbaseCredentials["exchange"]): {
  secret: string;
  passphrase: string;
} {
  return { secret, passphrase };
}
