import type { CallContext } from "@cqvx/core";
import { readSecret } from "../credentials/read-secret.ts";
import { createOrRefuse } from "../crypto/create-or-refuse.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { LETTER_CASES } from "../encoding/letter-case.ts";
import { signingFailure } from "../signing-failure.ts";
import { checkMessageDialect } from "./check-dialect.ts";
import type { HmacDialect } from "./hmac-dialect.ts";

/**
 * Creates a signer of any text in a dialect, as for the authentication frames of WebSocket feeds.
 *
 * @throws `invalidInput` naming the secret when it is missing or not in the dialect's encoding, or the wrong field of the dialect
 * @throws `unsupported` naming the hash in the dialect, when it is SHA-384 or SHA-512 and the runtime has no WebCrypto
 */
export function hmacMessageSigner<Secret extends string>(
  options: HmacMessageSignerOptions<Secret>,
  call: CallContext = { venue: "auth", operation: "hmacMessageSigner" },
): HmacMessageSigner {
  return hmacMessageSignerOver(defaultProvider(), options, call);
}

/** The dialect and the secret of `hmacMessageSigner`. */
export interface HmacMessageSignerOptions<Secret extends string> {
  /** One of `HMAC_DIALECTS`, or one of your own. Only these fields are read. */
  readonly dialect: Pick<HmacDialect<Secret>, "secret" | "hash" | "digestEncoding" | "digestCase">;
  /** Must hold the credential that the dialect calls its secret; others are ignored. */
  readonly credentials: Readonly<Record<NoInfer<Secret>, string>>;
}

/** Signs a text. Returns the signature at once on Node, and a promise elsewhere: always `await` it. */
export type HmacMessageSigner = (message: string) => string | Promise<string>;

/** Implements `hmacMessageSigner` over a given provider. */
export function hmacMessageSignerOver<Secret extends string>(
  provider: CryptoProvider,
  { dialect, credentials }: HmacMessageSignerOptions<Secret>,
  call: CallContext,
): HmacMessageSigner {
  checkMessageDialect(dialect, call);
  const { secret, hash = "sha256", digestEncoding, digestCase } = dialect;
  const { name } = secret;
  const key = readSecret(credentials[name], secret.encoding, name, call);
  const hmac = createOrRefuse(() => provider.hmac(hash, key), "dialect.hash", call);
  const toCase = digestCase === undefined ? (digest: string) => digest : LETTER_CASES[digestCase];
  return (message) => {
    const digest = hmac(message, digestEncoding);
    if (typeof digest === "string") return toCase(digest);
    return digest.then(toCase, (error: unknown) => Promise.reject(signingFailure(call, name, error)));
  };
}
