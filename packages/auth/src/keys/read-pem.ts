import { decodeBase64 } from "../encoding/base64.ts";
import type { Reject } from "./reject.ts";

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g;
const ENCRYPTED = /-----BEGIN ENCRYPTED|Proc-Type:/;

/** The label of a block that `openssl ecparam -genkey` writes before the key. It is ignored: the key names its curve. */
const IGNORED = "EC PARAMETERS";

const PRIVATE_KEY_LABELS: readonly string[] = ["EC PRIVATE KEY", "PRIVATE KEY"];

const OTHER_LABELS: Readonly<Record<string, string>> = {
  "PUBLIC KEY": "must be a private key: this is the public one",
  "EC PUBLIC KEY": "must be a private key: this is the public one",
  CERTIFICATE: "must be a private key, not a certificate",
  "RSA PRIVATE KEY": "must be a P-256 or Ed25519 key, not RSA",
  "OPENSSH PRIVATE KEY": "must be in SEC1 or PKCS#8, not in the format of OpenSSH",
};

/**
 * Reads the DER bytes of a private key in PEM (RFC 7468). Line breaks may be real, spaces, or the two characters `\n` that
 * environment files hold.
 */
export function readPem(text: string, reject: Reject): Uint8Array {
  if (ENCRYPTED.test(text)) throw reject("must not be encrypted with a password");
  const lines = text.replaceAll("\\r", "\n").replaceAll("\\n", "\n");
  if (lines.replaceAll(BLOCK, "").trim() !== "") throw reject("must be one whole PEM block and nothing else");
  const blocks = [...lines.matchAll(BLOCK)].filter(([, label]) => label !== IGNORED);
  const [, label = "", body = ""] = blocks[0] ?? [];
  if (blocks.length !== 1) throw reject("must be one whole PEM block and nothing else");
  if (!PRIVATE_KEY_LABELS.includes(label)) {
    throw reject(Object.hasOwn(OTHER_LABELS, label) ? (OTHER_LABELS[label] ?? "") : "must be a private key");
  }
  const der = decodeBase64(body.replaceAll(/\s/g, ""));
  if (der === undefined) throw reject("must hold valid base64: it is damaged or cut off");
  return der;
}
