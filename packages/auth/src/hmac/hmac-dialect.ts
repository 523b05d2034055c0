import type { SigningRequest } from "@cqvx/core";
import type { SecretEncoding } from "../credentials/read-secret.ts";
import type { DigestEncoding } from "../crypto/crypto-provider.ts";

/** What a signature covers. "query" includes its "?"; "method" is in upper case. */
export type PrehashPart = "timestamp" | Exclude<keyof SigningRequest, "timestampMs" | "randomBytes">;

/** How a timestamp is written: whole seconds or whole milliseconds since 1970. */
export type TimestampUnit = "seconds" | "milliseconds";

/**
 * How a venue wants its requests signed by HMAC-SHA256, as data.
 *
 * `Secret` is the name of the credential that is the key, `Credential` those that go into headers as they are.
 */
export interface HmacDialect<Secret extends string = string, Credential extends string = string> {
  readonly secret: { readonly name: Secret; readonly encoding: SecretEncoding };
  /** The parts that are joined, with nothing in between, and signed. */
  readonly prehash: readonly PrehashPart[];
  readonly digestEncoding: DigestEncoding;
  readonly timestampUnit: TimestampUnit;
  /** The names of the headers for what is made for each request. */
  readonly headers: { readonly signature: string; readonly timestamp: string };
  /** The names of the headers for credentials, by the credential's name. */
  readonly credentialHeaders: Readonly<Record<Credential, string>>;
}
