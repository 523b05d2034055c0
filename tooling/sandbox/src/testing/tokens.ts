import { createPrivateKey, type KeyObject, randomBytes, sign } from "node:crypto";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";

/** The parts of a token that a test replaces. */
export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Signs a token as a CDP client does: for one request, or without a uri for a socket message. */
export function createToken(
  key: CdpKey,
  uri: string | undefined,
  nowMs: number,
  parts: TokenParts = {},
): string {
  const isPem = key.privateKey.startsWith("-----BEGIN");
  const now = Math.floor(nowMs / 1_000);
  const header = {
    alg: isPem ? "ES256" : "EdDSA",
    typ: "JWT",
    kid: key.keyName,
    nonce: randomBytes(16).toString("hex"),
    ...parts.header,
  };
  const claims = { sub: key.keyName, iss: "cdp", nbf: now, exp: now + 120, uri, ...parts.claims };
  const signed = `${encode(header)}.${encode(claims)}`;
  const signature = isPem
    ? sign("sha256", Buffer.from(signed), { key: key.privateKey, dsaEncoding: "ieee-p1363" })
    : sign(null, Buffer.from(signed), readEd25519(key.privateKey));
  return `${signed}.${signature.toString("base64url")}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function readEd25519(base64: string): KeyObject {
  const bytes = Buffer.from(base64, "base64");
  const d = bytes.subarray(0, 32).toString("base64url");
  const x = bytes.subarray(32).toString("base64url");
  return createPrivateKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", d, x } });
}
