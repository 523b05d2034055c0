import { type CallContext, invalidInput, type Signer, type SigningRequest } from "@cqvx/core";
import { checkCredential } from "../credentials/check-credential.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import type { HmacDialect, PrehashPart, TimestampUnit } from "./hmac-dialect.ts";
import { hmacMessageSignerOver } from "./hmac-message-signer.ts";

const TIMESTAMPS: Readonly<Record<TimestampUnit, (timestampMs: number) => string>> = {
  seconds: (timestampMs) => String(Math.floor(timestampMs / 1000)),
  milliseconds: (timestampMs) => String(Math.floor(timestampMs)),
};

const PREHASH_PARTS: Readonly<Record<PrehashPart, (request: SigningRequest, timestamp: string) => string>> = {
  timestamp: (_, timestamp) => timestamp,
  method: ({ method }) => method.toUpperCase(),
  host: ({ host }) => host,
  path: ({ path }) => path,
  query: ({ query }) => query,
  body: ({ body }) => body,
};

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;

/** How to sign, and by which credentials. */
export interface HmacSignerOptions<Secret extends string, Credential extends string> {
  /** One of `HMAC_DIALECTS`, or one of your own. */
  readonly dialect: HmacDialect<Secret, Credential>;
  /** Must hold what the dialect names; others are ignored. */
  readonly credentials: Readonly<Record<NoInfer<Secret | Credential>, string>>;
}

/**
 * Signs each request by HMAC-SHA256 over its timestamp, method, path and body, in the order and writing of a dialect.
 *
 * @throws `invalidInput` naming the credential, or the part of the dialect, that is wrong
 */
export function hmacSigner<Secret extends string, Credential extends string>(
  options: HmacSignerOptions<Secret, Credential>,
  call: CallContext = { venue: "auth", operation: "hmacSigner" },
): Signer {
  return hmacSignerOver(defaultProvider(), options, call);
}

/** `hmacSigner` over a given provider. */
export function hmacSignerOver<Secret extends string, Credential extends string>(
  provider: CryptoProvider,
  options: HmacSignerOptions<Secret, Credential>,
  call: CallContext,
): Signer {
  const { dialect } = options;
  checkDialect(dialect, call);
  const signMessage = hmacMessageSignerOver(provider, options, call);
  const credentialHeaders = readCredentialHeaders(options, call);
  const toTimestamp = TIMESTAMPS[dialect.timestampUnit];
  const parts = dialect.prehash.map((part) => PREHASH_PARTS[part]);
  const { headers } = dialect;
  return {
    sign(request) {
      const timestamp = toTimestamp(request.timestampMs);
      let prehash = "";
      for (const part of parts) prehash += part(request, timestamp);
      const toHeaders = (signature: string) => ({
        ...credentialHeaders,
        [headers.signature]: signature,
        [headers.timestamp]: timestamp,
      });
      const signature = signMessage(prehash);
      return typeof signature === "string" ? toHeaders(signature) : signature.then(toHeaders);
    },
  };
}

function checkDialect(dialect: HmacDialect, call: CallContext): void {
  if (!Object.hasOwn(TIMESTAMPS, dialect.timestampUnit)) {
    throw invalidInput(call, "dialect.timestampUnit", `must be one of ${Object.keys(TIMESTAMPS).join(", ")}`);
  }
  if (!dialect.prehash.every((part) => Object.hasOwn(PREHASH_PARTS, part))) {
    throw invalidInput(call, "dialect.prehash", `must be made of ${Object.keys(PREHASH_PARTS).join(", ")}`);
  }
  const names = [...Object.values(dialect.headers), ...Object.values(dialect.credentialHeaders)];
  if (!names.every((name) => HEADER_NAME.test(name))) {
    throw invalidInput(call, "dialect.headers", "must be names of headers: letters, digits and hyphens");
  }
}

/** The headers that are the same on every request. */
function readCredentialHeaders(
  { dialect, credentials }: HmacSignerOptions<string, string>,
  call: CallContext,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(dialect.credentialHeaders).map(([name, header]) => [
      header,
      checkCredential(credentials[name], name, call),
    ]),
  );
}
