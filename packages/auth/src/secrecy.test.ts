import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { bearerSigner } from "./bearer/bearer-signer.ts";
import { HMAC_DIALECTS } from "./hmac/hmac-dialects.ts";
import { hmacMessageSignerOver } from "./hmac/hmac-message-signer.ts";
import { hmacSignerOver } from "./hmac/hmac-signer.ts";
import { createJwtIssuerOver } from "./jwt/jwt-issuer.ts";
import { jwtSignerOver } from "./jwt/jwt-signer.ts";
import { mpcSignerOver } from "./mpc/mpc-signer.ts";
import { ED25519, P256, pemBody } from "./testdata/keys.ts";
import { PROVIDERS } from "./testdata/providers.ts";
import { CALL, requestWith } from "./testdata/requests.ts";

const SECRETS = ["AK-1234567", "PP-1234567", "SK-1234567", "TK-1234567"] as const;
const [accessKey, passphrase, signingKey, token] = SECRETS;

/** Returns all text that a logger, a debugger or a crash report could print of a value. */
function shown(value: unknown): string {
  const options = {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  };
  return [
    inspect(value, options),
    JSON.stringify(value),
    String(value),
    Object.entries(Object(value)).join(),
  ].join();
}

describe.each(PROVIDERS)(
  "over $name no part of a secret is visible, before and after use:",
  ({ provider }) => {
    const hmac = { dialect: HMAC_DIALECTS.prime, credentials: { accessKey, passphrase, signingKey } };
    const jwt = { privateKey: ED25519.base64Pair, claims: () => ({}) };

    test.each([
      ["hmacSigner", hmacSignerOver(provider, hmac, CALL)],
      [
        "hmacSigner, SHA-512",
        hmacSignerOver(provider, { ...hmac, dialect: { ...hmac.dialect, hash: "sha512" } }, CALL),
      ],
      ["jwtSigner", jwtSignerOver(provider, jwt, CALL)],
      ["bearerSigner", bearerSigner({ token })],
      ["bearerSigner, refreshing", bearerSigner({ token: () => ({ token }) })],
      ["mpcSigner", mpcSignerOver(provider, { accessToken: token, privateKey: P256.sec1Pem }, CALL)],
    ])("%s", async (_, signer) => {
      const before = shown(signer);
      await signer.sign(requestWith({ method: "POST" }));
      for (const text of [before, shown(signer)]) {
        for (const secret of SECRETS) expect(text).not.toContain(secret);
        expect(text).not.toContain(ED25519.base64Seed.slice(0, 12));
        expect(text).not.toContain(pemBody(P256.sec1Pem).slice(8, 24));
      }
      expect(Object.keys(signer)).toEqual(["sign"]);
    });

    test("hmacMessageSigner and createJwtIssuer", () => {
      expect(shown(hmacMessageSignerOver(provider, hmac, CALL))).not.toContain(signingKey);
      expect(Object.keys(createJwtIssuerOver(provider, jwt, CALL))).toEqual(["algorithm", "issue"]);
    });
  },
);
