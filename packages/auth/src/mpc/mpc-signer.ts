import type { CallContext, Signer, SigningRequest } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { encodeBase64 } from "../encoding/base64.ts";
import { createMessageSign, type MessageSign } from "./message-sign.ts";

interface MpcSignerCommonOptions {
  /** The access token of the API user, without the word "Bearer". */
  readonly accessToken: string;
  /** Returns true for requests that carry a signature besides the token. Default: POST requests. */
  readonly needsSignature?: ((request: SigningRequest) => boolean) | undefined;
}

/** The options of `mpcSigner`: the token, and either the private key or a function that signs by a key held elsewhere. */
export type MpcSignerOptions = MpcSignerCommonOptions &
  (
    | {
        /** A P-256 key: PEM (SEC1 or PKCS#8, with real line breaks or the two characters `\n`), or its base64. */
        readonly privateKey: string;
        readonly sign?: undefined;
      }
    | { readonly sign: MessageSign; readonly privateKey?: undefined }
  );

const UTF8 = new TextEncoder();

/**
 * Creates a signer that authorizes MPC transactions at Fordefi. Each request gets `Authorization: Bearer`. Requests that need
 * a signature also get `x-timestamp` (epoch milliseconds) and `x-signature`: the base64 of an ECDSA P-256 signature in DER
 * over `path|timestamp|body`. The venue's API Signer checks it before the MPC signing.
 * https://docs.fordefi.com/developers/authentication
 *
 * Signing rejects with `unavailable`, code SIGNING_FAILED, when `sign` fails. It rejects with `invalidInput` naming `sign`,
 * code INVALID_SIGNATURE, when `sign` returns something other than a DER signature.
 *
 * @throws `invalidInput` naming `accessToken`, `privateKey` or `sign`
 */
export function mpcSigner(
  options: MpcSignerOptions,
  call: CallContext = { venue: "auth", operation: "mpcSigner" },
): Signer {
  return mpcSignerOver(defaultProvider(), options, call);
}

/** Implements `mpcSigner` over a given provider. */
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
