import { type CallContext, invalidInput, type Signer, type SigningRequest } from "@cqvx/core";
import { checkCredential } from "../credentials/check-credential.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import { LETTER_CASES } from "../encoding/letter-case.ts";
import { createBodyPart } from "./body-part.ts";
import { checkRequestDialect } from "./check-dialect.ts";
import type { HmacDialect, PrehashPart } from "./hmac-dialect.ts";
import { hmacMessageSignerOver } from "./hmac-message-signer.ts";
import { createNonce, type Nonce } from "./nonce.ts";
import { TIMESTAMP_UNITS } from "./timestamp-units.ts";

/**
 * Creates a signer of requests by HMAC over their timestamp, method, path and body, in the order and form of a dialect.
 *
 * @throws `invalidInput` naming the wrong credential, option or field of the dialect
 * @throws `unsupported` naming the hash in the dialect, when it is SHA-384 or SHA-512 and the runtime has no WebCrypto
 */
export function hmacSigner<Secret extends string, Credential extends string>(
  options: HmacSignerOptions<Secret, Credential>,
  call: CallContext = { venue: "auth", operation: "hmacSigner" },
): Signer {
  return hmacSignerOver(defaultProvider(), options, call);
}

/** The dialect and the credentials of `hmacSigner`. */
export interface HmacSignerOptions<Secret extends string, Credential extends string> {
  /** One of `HMAC_DIALECTS`, or one of your own. */
  readonly dialect: HmacDialect<Secret, Credential>;
  /** Must hold the credentials that the dialect names; others are ignored. */
  readonly credentials: Readonly<Record<NoInfer<Secret | Credential>, string>>;
  /**
   * The nonce to share with other users of the same API key, in the dialect's `timestampUnit`. Only for a dialect whose
   * `nonce` is "growing". Default: a nonce of this signer alone.
   */
  readonly nonce?: Nonce | undefined;
}

type ReadPart = (request: SigningRequest, timestamp: string, body: string) => string;

const PREHASH_PARTS: Readonly<Record<PrehashPart, ReadPart>> = {
  timestamp: (_, timestamp) => timestamp,
  method: ({ method }) => method,
  host: ({ host }) => host,
  path: ({ path }) => path,
  query: ({ query }) => query,
  target: ({ path, query }) => path + query,
  body: (_request, _timestamp, body) => body,
};

/** Implements `hmacSigner` over a given provider. */
export function hmacSignerOver<Secret extends string, Credential extends string>(
  provider: CryptoProvider,
  options: HmacSignerOptions<Secret, Credential>,
  call: CallContext,
): Signer {
  const { dialect } = options;
  checkRequestDialect(dialect, call);
  const toPrehash = createPrehash(dialect, call);
  const toBodyPart = createBodyPart(provider, dialect.bodyHash, call);
  const signMessage = hmacMessageSignerOver(provider, options, call);
  const credentialHeaders = readCredentialHeaders(options, call);
  const toTimestamp = createTimestamps(options, call);
  const { headers, nonce } = dialect;
  return {
    ...(nonce === "growing" ? { inOrder: true } : {}),
    sign(request) {
      const timestamp = toTimestamp(request.timestampMs);
      const toHeaders = (signature: string) => ({
        ...credentialHeaders,
        [headers.signature]: signature,
        [headers.timestamp]: timestamp,
      });
      const signBody = (body: string) => signMessage(toPrehash(request, timestamp, body));
      const body = toBodyPart(request.body);
      const signature = typeof body === "string" ? signBody(body) : body.then(signBody);
      return typeof signature === "string" ? toHeaders(signature) : signature.then(toHeaders);
    },
  };
}

function createPrehash(
  { prehash, separator = "", methodCase = "upper" }: HmacDialect,
  call: CallContext,
): ReadPart {
  if (!prehash.every((part) => Object.hasOwn(PREHASH_PARTS, part))) {
    throw invalidInput(call, "dialect.prehash", `must be made of ${Object.keys(PREHASH_PARTS).join(", ")}`);
  }
  const toCase = LETTER_CASES[methodCase];
  const readers = { ...PREHASH_PARTS, method: ({ method }: SigningRequest) => toCase(method) };
  const parts = prehash.map((part) => readers[part]);
  return (request, timestamp, body) => parts.map((read) => read(request, timestamp, body)).join(separator);
}

/** Creates the function that writes the time of a request as its timestamp or nonce. */
function createTimestamps(
  { dialect, nonce }: HmacSignerOptions<string, string>,
  call: CallContext,
): (timestampMs: number) => string {
  const { timestampUnit } = dialect;
  if (dialect.nonce === "growing") {
    const growing = nonce ?? createNonce(timestampUnit, call);
    if (growing.unit !== timestampUnit) {
      throw invalidInput(call, "nonce", `must be of the dialect's timestampUnit, ${timestampUnit}`);
    }
    return (timestampMs) => growing.next(timestampMs);
  }
  if (nonce !== undefined) throw invalidInput(call, "nonce", 'needs a dialect whose nonce is "growing"');
  const toUnit = TIMESTAMP_UNITS[timestampUnit];
  return (timestampMs) => String(toUnit(timestampMs));
}

/** Returns the headers that are the same on every request. */
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
