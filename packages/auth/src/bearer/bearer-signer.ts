import type { CallContext, Signer } from "@cqvx/core";
import { checkToken } from "../credentials/check-credential.ts";
import { createTokenSource, type TokenRefresh } from "./token-source.ts";

/**
 * Creates a signer that adds `Authorization: Bearer <token>` (RFC 6750). A token from a function is kept until 5 seconds
 * before it expires. Requests at the same time share one refresh. When it fails, they reject with `unavailable`, code
 * TOKEN_REFRESH_FAILED, and the next request tries again.
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

/** The options of `bearerSigner`. */
export interface BearerSignerOptions {
  /**
   * The token, without the word "Bearer", or a function that returns one. The function is called when there is no token, or
   * the token is about to expire.
   */
  readonly token: string | TokenRefresh;
}

function toHeaders(token: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${token}` };
}
