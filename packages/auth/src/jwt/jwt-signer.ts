import type { CallContext, Signer, SigningFrame, SigningRequest } from "@cqvx/core";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { defaultProvider } from "../crypto/default-provider.ts";
import {
  createJwtIssuerOver,
  type JwtContext,
  type JwtIssuerOptions,
  type JwtMembers,
} from "./jwt-issuer.ts";

/** The options of `jwtSigner`: the key, and the claims of its tokens. */
export interface JwtSignerOptions extends JwtIssuerOptions {
  /** Returns the claims of a request's token. They should bind the method, host and path, and expire soon. */
  readonly claims: (request: SigningRequest, context: JwtContext) => JwtMembers;
  /** The token of a WebSocket frame. Absent: frames are not signed. */
  readonly frame?: JwtFrame | undefined;
}

/** The token of a WebSocket frame. */
export interface JwtFrame {
  /** The field of the frame that holds the token. */
  readonly field: string;
  /** Returns the claims of a frame's token. */
  readonly claims: (frame: SigningFrame, context: JwtContext) => JwtMembers;
}

/**
 * Creates a signer that adds a new JSON Web Token to each request: `Authorization: Bearer <token>`. With `frame`, it signs
 * frames too.
 *
 * @throws `invalidInput` naming `privateKey` or `keyId`; signing rejects as `JwtIssuer.issue` does
 */
export function jwtSigner(
  options: JwtSignerOptions,
  call: CallContext = { venue: "auth", operation: "jwtSigner" },
): Signer {
  return jwtSignerOver(defaultProvider(), options, call);
}

/** Implements `jwtSigner` over a given provider. */
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
