import type { CallContext, Signer } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import { createTokenSource, type TokenRefresh } from "./token-source.ts";

/** Where the token comes from. */
export interface BearerSignerOptions {
  /** The token, without the word "Bearer"; or a function that is asked for one when there is none or it is about to expire. */
  readonly token: string | TokenRefresh;
}

/**
 * Adds `Authorization: Bearer <token>` (RFC 6750). A token from a function is kept until 5 seconds before it expires;
 * requests at the same time share one refresh; when it fails they reject with `unauthorized`, and the next one tries again.
 *
 * @throws `invalidInput` naming `token`
 */
export function bearerSigner(
  { token }: BearerSignerOptions,
  call: CallContext = { venue: "auth", operation: "bearerSigner" },
): Signer {
  if (typeof token !== "function") {
    const headers = toHeaders(checkToken(token, "token", call));
    return { sign: () => headers };
  }
  const tokenAt = createTokenSource(token, call);
  return {
    sign({ timestampMs }) {
      const current = tokenAt(timestampMs);
      return typeof current === "string" ? toHeaders(current) : current.then(toHeaders);
    },
  };
}

function toHeaders(token: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${token}` };
}
