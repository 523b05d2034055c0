import type { CallContext, Signer, SigningRequest } from "@cqvx/core";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import {
  createJwtIssuerOver,
  type JwtContext,
  type JwtIssuerOptions,
  type JwtMembers,
} from "./jwt-issuer.ts";

/** The key, and what the tokens of requests say. */
export interface JwtSignerOptions extends JwtIssuerOptions {
  /** The claims of the token for one request, which should bind its method, host and path and expire soon. */
  readonly claims: (request: SigningRequest, context: JwtContext) => JwtMembers;
}

/**
 * Signs each request with a JSON Web Token of its own: `Authorization: Bearer <token>`.
 *
 * @throws `invalidInput` naming `privateKey` or `keyId`; signing rejects as `JwtIssuer.issue` does
 */
export function jwtSigner(
  options: JwtSignerOptions,
  call: CallContext = { venue: "auth", operation: "jwtSigner" },
): Signer {
  return jwtSignerOver(defaultProvider(), options, call);
}

/** `jwtSigner` over a given provider. */
export function jwtSignerOver(
  provider: CryptoProvider,
  options: JwtSignerOptions,
  call: CallContext,
): Signer {
  const { claims } = options;
  const issuer = createJwtIssuerOver(provider, options, call);
  return {
    async sign(request) {
      const token = await issuer.issue((context) => claims(request, context), request);
      return { Authorization: `Bearer ${token}` };
    },
  };
}
