import type { CallContext, Signer, SigningRequest } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { encodeBase64 } from "../encoding/base64.ts";
import { createMessageSign, type MessageSign } from "./message-sign.ts";

interface MpcSignerCommonOptions {
  /** The access token of the API user, without the word "Bearer". */
  readonly accessToken: string;
  /** Which requests carry the signature besides the token. Default: those by POST. */
  readonly needsSignature?: ((request: SigningRequest) => boolean) | undefined;
}

/** Either the private key, or a function that signs by a key held elsewhere. */
export type MpcSignerOptions = MpcSignerCommonOptions &
  (
    | {
        /** P-256 in PEM, SEC1 or PKCS#8, with real line breaks or the two characters `\n`. */
        readonly privateKey: string;
        readonly sign?: undefined;
      }
    | { readonly sign: MessageSign; readonly privateKey?: undefined }
  );

const UTF8 = new TextEncoder();

/**
 * Authorizes MPC transactions as Fordefi wants it: `Authorization: Bearer`, and on requests that need it `x-timestamp` (epoch
 * milliseconds) and `x-signature`, the base64 of an ECDSA P-256 signature in DER over `path|timestamp|body`. The MPC signing
 * itself happens at the venue and its API Signer, which checks this signature.
 * https://docs.fordefi.com/developers/authentication
 *
 * Signing rejects with `unavailable`, code SIGNING_FAILED, when `sign` fails, and with `invalidInput` naming `sign` when
 * it gives something else than a DER signature.
 *
 * @throws `invalidInput` naming `accessToken`, `privateKey` or `sign`
 */
export function mpcSigner(
  options: MpcSignerOptions,
  call: CallContext = { venue: "auth", operation: "mpcSigner" },
): Signer {
  return mpcSignerOver(defaultProvider(), options, call);
}

/** `mpcSigner` over a given provider. */
export function mpcSignerOver(
  provider: CryptoProvider,
  options: MpcSignerOptions,
  call: CallContext,
): Signer {
  const bearer = { Authorization: `Bearer ${checkToken(options.accessToken, "accessToken", call)}` };
  const needsSignature = options.needsSignature ?? isPost;
  const signMessage = createMessageSign(provider, options, call);
  return {
    sign(request) {
      return needsSignature(request) ? signRequest(request) : bearer;
    },
  };

  async function signRequest({ path, body, timestampMs }: SigningRequest) {
    const timestamp = String(Math.floor(timestampMs));
    const signature = await signMessage(UTF8.encode(`${path}|${timestamp}|${body}`));
    return { ...bearer, "x-signature": encodeBase64(signature), "x-timestamp": timestamp };
  }
}

function isPost({ method }: SigningRequest): boolean {
  return method.toUpperCase() === "POST";
}
