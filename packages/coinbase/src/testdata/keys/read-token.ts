import { type KeyObject, verify } from "node:crypto";

export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Reads the parts of a token, without the code of the client. */
export function readToken(token: string | undefined): ReadToken {
  const [header = "", claims = "", signature = ""] = (token ?? "").split(".");
  const parse = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  return {
    header: parse(header),
    claims: parse(claims),
    signed: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

export function isSignedBy(token: string | undefined, key: KeyObject): boolean {
  const { header, signed, signature } = readToken(token);
  return key.asymmetricKeyType === "ec"
    ? header.alg === "ES256" && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature)
    : header.alg === "EdDSA" && verify(null, signed, key, signature);
}
