import type { CallContext, Signer, SigningFrame, SigningRequest } from "@cqvx/core";
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
  /** The token of a WebSocket frame. Without it, frames are not signed. */
  readonly frame?: JwtFrame | undefined;
}

/** How a WebSocket frame carries a token. */
export interface JwtFrame {
  /** The field of the frame that holds the token. */
  readonly field: string;
  /** The claims of the token for one frame. */
  readonly claims: (frame: SigningFrame, context: JwtContext) => JwtMembers;
}

/**
 * Signs each request with a JSON Web Token of its own: `Authorization: Bearer <token>`. Signs frames where `frame` says how.
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
  const { claims, frame } = options;
  const issuer = createJwtIssuerOver(provider, options, call);
  return {
    async sign(request) {
      const token = await issuer.issue((context) => claims(request, context), request);
      return { Authorization: `Bearer ${token}` };
    },
    ...(frame && {
      signFrame: async (signing) => ({
        [frame.field]: await issuer.issue((context) => frame.claims(signing, context), signing),
      }),
    }),
  };
}
