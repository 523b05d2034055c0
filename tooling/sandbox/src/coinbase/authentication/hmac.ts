import { createHmac, timingSafeEqual } from "node:crypto";
import type { VenueRequest } from "../../http/message.ts";
import type { Principal, RegisteredSecret } from "./credentials.ts";

const MAX_AGE_SECONDS = 30;

/** A timestamp in seconds. Coinbase Exchange also accepts decimals. */
const TIMESTAMP = /^\d{1,12}(?:\.\d{1,9})?$/;

export interface HmacContext {
  readonly secrets: ReadonlyMap<string, RegisteredSecret>;
  readonly nowSeconds: number;
}

/**
 * Checks the CB-ACCESS-* headers and returns the principal, or the reason for refusing them.
 * The kind of key decides the dialect:
 *
 * - Legacy: lower-case hex, keyed with the secret as text. Existing clients sign the path of a GET with or without its
 *   query, and Coinbase accepted both.
 * - Exchange: base64, keyed with the decoded secret. The query is always signed, and the passphrase is sent.
 *   https://docs.cdp.coinbase.com/exchange/rest-api/authentication
 */
export function verifyHmac(request: VenueRequest, { secrets, nowSeconds }: HmacContext): Principal | string {
  const { headers } = request;
  const registered = secrets.get(headers["cb-access-key"] ?? "");
  if (registered === undefined) return "unknown key";
  const timestamp = headers["cb-access-timestamp"] ?? "";
  if (!TIMESTAMP.test(timestamp)) return "timestamp is not in seconds";
  if (Math.abs(Number(timestamp) - nowSeconds) > MAX_AGE_SECONDS) return "timestamp is too far away";
  if (registered.passphrase !== undefined && headers["cb-access-passphrase"] !== registered.passphrase) {
    return "wrong passphrase";
  }
  const signature = headers["cb-access-sign"] ?? "";
  const isGood = acceptedSignatures(request, timestamp, registered).some((good) => isSame(good, signature));
  return isGood ? registered.principal : "wrong signature";
}

function acceptedSignatures(
  { method, path, query, body }: VenueRequest,
  timestamp: string,
  { secret, passphrase }: RegisteredSecret,
): string[] {
  const target = query === "" ? path : `${path}?${query}`;
  const sign = (key: string | Buffer, signedPath: string, encoding: "hex" | "base64") =>
    createHmac("sha256", key).update(`${timestamp}${method}${signedPath}${body}`).digest(encoding);
  return passphrase === undefined
    ? [sign(secret, path, "hex"), sign(secret, target, "hex")]
    : [sign(Buffer.from(secret, "base64"), target, "base64")];
}

function isSame(expected: string, actual: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(actual)];
  return left.length === right.length && timingSafeEqual(left, right);
}
