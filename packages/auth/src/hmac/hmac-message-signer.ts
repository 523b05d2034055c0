import { type CallContext, invalidInput } from "@cqvx/core";
import { readSecret, SECRET_ENCODINGS } from "../credentials/read-secret.ts";
import type { CryptoProvider, DigestEncoding } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { signingFailure } from "../signing-failure.ts";
import type { HmacDialect } from "./hmac-dialect.ts";

const DIGEST_ENCODINGS: readonly DigestEncoding[] = ["hex", "base64"];

/** How to sign, and by which secret. */
export interface HmacMessageSignerOptions<Secret extends string> {
  readonly dialect: Pick<HmacDialect<Secret>, "secret" | "digestEncoding">;
  /** Must hold the credential that the dialect calls its secret; others are ignored. */
  readonly credentials: Readonly<Record<NoInfer<Secret>, string>>;
}

/** Signs a text that the caller has put together. At once on Node, a promise elsewhere: always `await` it. */
export type HmacMessageSigner = (message: string) => string | Promise<string>;

/**
 * Signs any text in a dialect's way, for what is not a request: the authentication frames of WebSocket feeds.
 *
 * @throws `invalidInput` naming the secret when it is missing or not in the dialect's encoding
 */
export function hmacMessageSigner<Secret extends string>(
  options: HmacMessageSignerOptions<Secret>,
  call: CallContext = { venue: "auth", operation: "hmacMessageSigner" },
): HmacMessageSigner {
  return hmacMessageSignerOver(defaultProvider(), options, call);
}

/** `hmacMessageSigner` over a given provider. */
export function hmacMessageSignerOver<Secret extends string>(
  provider: CryptoProvider,
  { dialect, credentials }: HmacMessageSignerOptions<Secret>,
  call: CallContext,
): HmacMessageSigner {
  const { name, encoding } = dialect.secret;
  const { digestEncoding } = dialect;
  if (!SECRET_ENCODINGS.includes(encoding)) {
    throw invalidInput(call, "dialect.secret.encoding", `must be one of ${SECRET_ENCODINGS.join(", ")}`);
  }
  if (!DIGEST_ENCODINGS.includes(digestEncoding)) {
    throw invalidInput(call, "dialect.digestEncoding", `must be one of ${DIGEST_ENCODINGS.join(", ")}`);
  }
  const hmac = provider.hmacSha256(readSecret(credentials[name], encoding, name, call));
  return (message) => {
    const signature = hmac(message, digestEncoding);
    if (typeof signature === "string") return signature;
    return signature.catch((error: unknown) => Promise.reject(signingFailure(call, name, error)));
  };
}
