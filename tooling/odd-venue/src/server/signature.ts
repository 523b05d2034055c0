import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { badSignature, staleNonce } from "./odd-error.ts";

/** An API key of Oddex. */
export interface OddCredentials {
  readonly key: string;
  readonly secret: string;
}

/** A request, or the first frame of a socket, as its sender signed it. */
export interface SignedRequest {
  readonly key: string;
  /** Milliseconds since the epoch, as the digits that were sent. */
  readonly nonce: string;
  readonly sign: string;
  readonly method: string;
  /** The path with its query, exactly as sent. */
  readonly target: string;
  /** "" when there is none. */
  readonly body: string;
}

/** Throws an `OddError` when the key, the signature or the nonce is wrong. */
export type Doorkeeper = (request: SignedRequest) => void;

const NONCE = /^\d{1,15}$/;
const LARGEST_SKEW_MS = 30_000;

/** Creates the check of signatures for one key. REST and sockets share it, because they share the nonces. */
export function createDoorkeeper({ key, secret }: OddCredentials): Doorkeeper {
  let lastNonce = 0;
  return (request) => {
    if (request.key !== key || !isSame(request.sign, signatureOf(secret, request))) throw badSignature();
    const nonce = NONCE.test(request.nonce) ? Number(request.nonce) : Number.NaN;
    const isNear = Math.abs(nonce - Date.now()) <= LARGEST_SKEW_MS;
    if (!isNear || nonce <= lastNonce) throw staleNonce();
    lastNonce = nonce;
  };
}

function signatureOf(secret: string, { nonce, method, target, body }: SignedRequest): string {
  const bodyHash = createHash("sha256").update(body).digest("hex");
  const text = [nonce, method.toLowerCase(), target, bodyHash].join("\n");
  return createHmac("sha512", secret).update(text).digest("hex").toUpperCase();
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
