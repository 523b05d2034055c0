import type { SigningRequest } from "@cqvx/core";
import type { SecretEncoding } from "../credentials/read-secret.ts";
import type { DigestEncoding, HashAlgorithm } from "../crypto/crypto-provider.ts";
import type { LetterCase } from "../encoding/letter-case.ts";
import type { TimestampUnit } from "./timestamp-units.ts";

/**
 * A venue's rules for signing requests by HMAC, as data.
 *
 * `Secret` is the name of the credential that is the key. `Credential` names the credentials that are sent in headers.
 */
export interface HmacDialect<Secret extends string = string, Credential extends string = string> {
  readonly secret: { readonly name: Secret; readonly encoding: SecretEncoding };
  /** The hash of the HMAC. Default "sha256". */
  readonly hash?: HashAlgorithm | undefined;
  /** The signed parts, in order. */
  readonly prehash: readonly PrehashPart[];
  /** The text between two parts, also next to an empty part. Default "". */
  readonly separator?: string | undefined;
  /** The case of the method in the prehash. Default "upper". */
  readonly methodCase?: LetterCase | undefined;
  /** Replaces the body in the prehash by its hash. Absent, the body is signed as sent. */
  readonly bodyHash?: BodyHash | undefined;
  readonly digestEncoding: DigestEncoding;
  /** The case of a hexadecimal signature. Default "lower". Refused when `digestEncoding` is "base64". */
  readonly digestCase?: LetterCase | undefined;
  readonly timestampUnit: TimestampUnit;
  /**
   * The number in the timestamp's header and in the prehash. "timestamp" (default) is the time as it is. "growing" is the
   * time, or the last number plus 1 when the time is not greater; the signer then says `inOrder`.
   */
  readonly nonce?: "timestamp" | "growing" | undefined;
  /** The names of the headers for the signature, and for the timestamp or nonce. */
  readonly headers: { readonly signature: string; readonly timestamp: string };
  /** The names of the headers for credentials, by the credential's name. */
  readonly credentialHeaders: Readonly<Record<Credential, string>>;
}

/**
 * A signed part of a request. "timestamp" is the timestamp or nonce; "query" includes its "?"; "target" is the path with its
 * query, as one part.
 */
export type PrehashPart =
  | "timestamp"
  | "target"
  | Exclude<keyof SigningRequest, "timestampMs" | "randomBytes">;

/** The hash of a body: a plain hash, without a key. */
export interface BodyHash {
  readonly hash: HashAlgorithm;
  readonly encoding: DigestEncoding;
  /** The part for an empty body: the hash of "" ("hash", the default), or an empty part ("nothing"). */
  readonly ofEmpty?: "hash" | "nothing" | undefined;
}
