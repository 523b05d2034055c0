import { type CallContext, invalidInput } from "@cqvx/core";
import { decodeBase64 } from "../encoding/base64.ts";
import { decodeHex } from "../encoding/hex.ts";

/** The encoding of a secret. "utf8" uses the text itself as the key; "base64" and "hex" decode it. */
export type SecretEncoding = "utf8" | "base64" | "hex";

interface SecretReader {
  readonly read: (text: string) => Uint8Array<ArrayBuffer> | undefined;
  readonly rule: string;
}

/** Control characters and lone surrogates. They show that a secret is damaged. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u;

const SECRET_READERS: Readonly<Record<SecretEncoding, SecretReader>> = {
  utf8: {
    read: (text) => (NOT_TEXT.test(text) ? undefined : new TextEncoder().encode(text)),
    rule: "must be text without line breaks or other control characters",
  },
  base64: { read: decodeBase64, rule: "must be standard base64 with its padding: it is damaged or cut off" },
  hex: { read: decodeHex, rule: "must be hexadecimal with an even number of digits" },
};

/** Every encoding, for checks at run time. */
export const SECRET_ENCODINGS: readonly string[] = Object.keys(SECRET_READERS);

/** Decodes an HMAC secret. Throws `invalidInput` naming the field, without any part of the secret. */
export function readSecret(
  value: unknown,
  encoding: SecretEncoding,
  field: string,
  call: CallContext,
): Uint8Array<ArrayBuffer> {
  if (typeof value !== "string" || value === "") throw invalidInput(call, field, "must be text, not empty");
  if (value.trim() !== value)
    throw invalidInput(call, field, "must not begin or end with a space or line break");
  const { read, rule } = SECRET_READERS[encoding];
  const secret = read(value);
  if (secret === undefined) throw invalidInput(call, field, rule);
  return secret;
}
