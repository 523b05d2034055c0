import { DER_TAG, type DerElement, readDer, readDerSequence } from "../encoding/der.ts";
import { encodeHex } from "../encoding/hex.ts";
import { isP256Scalar, toP256Bytes } from "./p256.ts";
import { OBJECT_IDENTIFIER } from "./pkcs8.ts";
import type { PrivateKey } from "./private-key.ts";
import type { Reject } from "./reject.ts";

const DAMAGED = "must be a whole private key in SEC1 or PKCS#8: it is damaged or cut off";
const WRONG_KIND = "must be a P-256 or Ed25519 key";
const WRONG_CURVE = "must be on the curve P-256, and name it";

/** The readers of private key structures, by the tag of the second value. The tag tells the structures apart. */
const STRUCTURES: ReadonlyMap<
  number | undefined,
  (elements: readonly DerElement[], reject: Reject) => PrivateKey
> = new Map([
  [DER_TAG.octetString, (elements, reject) => readSec1(elements, undefined, reject)],
  [DER_TAG.sequence, readPkcs8],
]);

/** The readers of keys in PKCS#8, by the object identifier of the algorithm in hexadecimal. */
const ALGORITHMS: ReadonlyMap<string, (parts: Pkcs8Parts, reject: Reject) => PrivateKey> = new Map([
  [hexOf(OBJECT_IDENTIFIER.ecPublicKey), readEcKey],
  [hexOf(OBJECT_IDENTIFIER.ed25519), readEd25519Key],
]);

const ED25519_BYTES = 32;
const UNCOMPRESSED_POINT_BYTES = 65;

interface Pkcs8Parts {
  /** The values after the object identifier. For EC keys, the curve. */
  readonly parameters: readonly DerElement[];
  readonly key: Uint8Array;
  /** The content of the BIT STRING [1]. Undefined when there is none. */
  readonly publicKey: Uint8Array | undefined;
}

/** Reads a private key from its DER structure: SEC1 (RFC 5915) or PKCS#8 (RFC 5958), P-256 or Ed25519 (RFC 8410). */
export function readKeyDer(der: Uint8Array, reject: Reject): PrivateKey {
  const elements = readDerSequence(der);
  if (elements === undefined) throw reject(DAMAGED);
  if (elements[0]?.tag === DER_TAG.sequence) throw reject("must be a private key that is not encrypted");
  const read = STRUCTURES.get(elements[1]?.tag);
  if (read === undefined || elements[0]?.tag !== DER_TAG.integer) throw reject(WRONG_KIND);
  return read(elements, reject);
}

function readPkcs8(elements: readonly DerElement[], reject: Reject): PrivateKey {
  const [, algorithm, key, ...rest] = elements;
  const [identifier, ...parameters] = readDer(algorithm?.content ?? new Uint8Array()) ?? [];
  if (identifier?.tag !== DER_TAG.objectIdentifier || key?.tag !== DER_TAG.octetString) throw reject(DAMAGED);
  const read = ALGORITHMS.get(encodeHex(identifier.content));
  if (read === undefined) throw reject(WRONG_KIND);
  const publicKey = rest.find(({ tag }) => tag === DER_TAG.implicit1)?.content;
  return read({ parameters, key: key.content, publicKey }, reject);
}

function readEcKey({ parameters, key }: Pkcs8Parts, reject: Reject): PrivateKey {
  const elements = readDerSequence(key);
  if (elements === undefined) throw reject(DAMAGED);
  return readSec1(elements, parameters[0], reject);
}

function readEd25519Key({ key, publicKey }: Pkcs8Parts, reject: Reject): PrivateKey {
  const [seed, ...rest] = readDer(key) ?? [];
  if (seed?.tag !== DER_TAG.octetString || seed.content.length !== ED25519_BYTES || rest.length > 0) {
    throw reject(DAMAGED);
  }
  return { algorithm: "EdDSA", secret: seed.content, publicKey: publicKey?.subarray(1) };
}

/** Reads an ECPrivateKey: version, scalar, [0] curve, [1] public key. In PKCS#8 the curve stands outside of it. */
function readSec1(
  [version, scalar, ...rest]: readonly DerElement[],
  outerCurve: DerElement | undefined,
  reject: Reject,
): PrivateKey {
  if (version?.content[0] !== 1 || scalar?.tag !== DER_TAG.octetString) throw reject(DAMAGED);
  const [innerCurve] = readTagged(rest, DER_TAG.context0);
  const curves = [outerCurve, innerCurve].filter((curve) => curve !== undefined);
  if (curves.length === 0 || !curves.every(isP256)) throw reject(WRONG_CURVE);
  const secret = toP256Bytes(scalar.content);
  if (secret === undefined || !isP256Scalar(secret)) throw reject(DAMAGED);
  const point = readTagged(rest, DER_TAG.context1)[0]?.content.subarray(1);
  const publicKey = point?.length === UNCOMPRESSED_POINT_BYTES ? point : undefined;
  return { algorithm: "ES256", secret, publicKey };
}

/** Reads the values inside the first element with this tag. Returns none when it is absent or cannot be read. */
function readTagged(elements: readonly DerElement[], tag: number): readonly DerElement[] {
  const tagged = elements.find((element) => element.tag === tag);
  return tagged === undefined ? [] : (readDer(tagged.content) ?? []);
}

function isP256({ tag, content }: DerElement): boolean {
  return tag === DER_TAG.objectIdentifier && encodeHex(content) === hexOf(OBJECT_IDENTIFIER.p256);
}

function hexOf(identifier: readonly number[]): string {
  return encodeHex(Uint8Array.from(identifier));
}
