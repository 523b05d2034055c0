import { createPrivateKey, sign as signBytes } from "node:crypto";
import type { Signer, SigningFrame } from "@cqvx/core";
import type { CdpCredentials } from "../../config.ts";

type Moment = Pick<SigningFrame, "timestampMs" | "randomBytes">;

/**
 * Creates a signer that signs with a P-256 key as the client does, but at once. The client's own cryptography takes turns of
 * the event loop, which a test with a manual clock would have to wait for.
 */
export function createInstantSigner({ keyName, privateKey }: CdpCredentials): Signer {
  const key = createPrivateKey(privateKey);
  const issue = ({ timestampMs, randomBytes }: Moment, bound: { readonly uri?: string } = {}): string => {
    const seconds = Math.floor(timestampMs / 1_000);
    const nonce = Buffer.from(randomBytes(16)).toString("hex");
    const signed = [
      { alg: "ES256", typ: "JWT", kid: keyName, nonce },
      { sub: keyName, iss: "cdp", nbf: seconds, exp: seconds + 120, ...bound },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const signature = signBytes("sha256", Buffer.from(signed.join(".")), { key, dsaEncoding: "ieee-p1363" });
    return [...signed, signature.toString("base64url")].join(".");
  };
  return {
    sign: (request) => {
      const uri = `${request.method} ${request.host}${request.path}`;
      return { Authorization: `Bearer ${issue(request, { uri })}` };
    },
    signFrame: (subscription) => ({ jwt: issue(subscription) }),
  };
}
