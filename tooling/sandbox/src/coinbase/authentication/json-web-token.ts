import { verify } from "node:crypto";
import type { RegisteredKey } from "./credentials.ts";

/**
 * The parts of a valid CDP token.
 * https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export interface VerifiedToken {
  readonly key: RegisteredKey;
  readonly nonce: string | undefined;
  readonly expiresAtSeconds: number;
}

export interface TokenContext {
  readonly keys: ReadonlyMap<string, RegisteredKey>;
  readonly nowSeconds: number;
  /**
   * The signed request: "GET api.coinbase.com/api/v3/brokerage/accounts". Undefined for socket tokens, which are bound
   * to no request.
   */
  readonly uri: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** The allowed clock skew of a client, in seconds. */
const LEEWAY_SECONDS = 5;
const MAX_LIFETIME_SECONDS = 120;

/** The accepted issuers. Current clients send "cdp", older ones "coinbase-cloud". */
const ISSUERS: ReadonlySet<unknown> = new Set(["cdp", "coinbase-cloud"]);
const AUDIENCES: ReadonlySet<unknown> = new Set(["retail_rest_api_proxy", "cdp_service"]);

/**
 * Checks a token and returns its parts, or the reason for refusing it. The venue hides the reason from clients; tests
 * need it.
 */
export function verifyToken(token: string, context: TokenContext): VerifiedToken | string {
  const parts = token.split(".");
  const [encodedHeader = "", encodedClaims = "", signature = ""] = parts;
  const header = decodeJson(encodedHeader);
  const claims = decodeJson(encodedClaims);
  if (parts.length !== 3 || header === undefined || claims === undefined) return "not a JSON web token";
  const key = context.keys.get(String(header.kid));
  if (key === undefined) return "unknown kid";
  if (header.alg !== key.algorithm) return "alg does not fit the key";
  const signed = Buffer.from(`${encodedHeader}.${encodedClaims}`);
  if (!hasValidSignature(key, signed, Buffer.from(signature, "base64url"))) return "wrong signature";
  const nonce = header.nonce;
  return (
    findClaimFault(claims, header, context) ?? {
      key,
      nonce: typeof nonce === "string" ? nonce : undefined,
      expiresAtSeconds: Number(claims.exp),
    }
  );
}

function hasValidSignature(
  { algorithm, publicKey }: RegisteredKey,
  signed: Buffer,
  signature: Buffer,
): boolean {
  return algorithm === "EdDSA"
    ? verify(null, signed, publicKey, signature)
    : verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
}

function findClaimFault(claims: Json, header: Json, { nowSeconds, uri }: TokenContext): string | undefined {
  const { sub, iss, aud, nbf, exp } = claims;
  if (sub !== header.kid) return "sub is not the key";
  if (!ISSUERS.has(iss)) return "wrong iss";
  if (aud !== undefined && !(Array.isArray(aud) && aud.every((audience) => AUDIENCES.has(audience)))) {
    return "wrong aud";
  }
  if (typeof nbf !== "number" || typeof exp !== "number") return "nbf and exp must be numbers";
  if (nbf > nowSeconds + LEEWAY_SECONDS) return "not valid yet";
  if (exp < nowSeconds - LEEWAY_SECONDS) return "expired";
  if (exp - nbf > MAX_LIFETIME_SECONDS + LEEWAY_SECONDS) return "lives too long";
  return uri === undefined || isBoundTo(claims, uri) ? undefined : "uri is not the request";
}

/** True when the token names the request, in `uri` or in the list `uris` of newer CDP clients. */
function isBoundTo({ uri, uris }: Json, expected: string): boolean {
  return uri === expected || (uri === undefined && Array.isArray(uris) && uris.includes(expected));
}

function decodeJson(encoded: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
