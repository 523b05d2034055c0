import { createHash, createHmac } from "node:crypto";
import type { OddCredentials } from "../signature.ts";

let lastNonce = 0;

/** Returns a nonce that is greater than every one before. */
export function newNonce(): string {
  lastNonce = Math.max(Date.now(), lastNonce + 1);
  return String(lastNonce);
}

/** Signs by the documentation of Oddex. */
export function sign(
  { secret }: OddCredentials,
  nonce: string,
  method: string,
  path: string,
  body = "",
): string {
  const hash = createHash("sha256").update(body, "utf8").digest("hex");
  const lines = `${nonce}\n${method}\n${path}\n${hash}`;
  return createHmac("sha512", secret).update(lines, "utf8").digest("hex").toUpperCase();
}
