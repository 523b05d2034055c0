import { type CallContext, invalidInput } from "@cqvx/core";

/** The longest credential: more than any venue's token, and less than servers refuse as a header. */
const MAX_CHARACTERS = 8192;

const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * Checks a credential that is sent in a header, such as an API key or a passphrase. A stray line break or space can come from
 * a copied file. `fetch` would refuse it with an error that quotes the value, or the venue with a plain 401.
 */
export function checkCredential(value: unknown, field: string, call: CallContext): string {
  if (typeof value !== "string" || value === "") throw invalidInput(call, field, "must be text, not empty");
  if (value.length > MAX_CHARACTERS) throw invalidInput(call, field, "is too long to be a credential");
  if (value.trim() !== value)
    throw invalidInput(call, field, "must not begin or end with a space or line break");
  if (!PRINTABLE.test(value)) throw invalidInput(call, field, "must be printable ASCII without line breaks");
  return value;
}

/** Checks a bearer token (RFC 6750): a credential without spaces, and so without the word "Bearer". */
export function checkToken(value: unknown, field: string, call: CallContext): string {
  const token = checkCredential(value, field, call);
  if (token.includes(" ")) {
    throw invalidInput(call, field, 'must be the token alone: no spaces and no "Bearer" in front');
  }
  return token;
}
