import type { CallContext } from "@cqvx/core";
import { createOrRefuse } from "../crypto/create-or-refuse.ts";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { signingFailure } from "../signing-failure.ts";
import type { BodyHash } from "./hmac-dialect.ts";

/** Creates the function that turns a body into its part of the prehash: the body as sent, or its hash. */
export function createBodyPart(
  provider: CryptoProvider,
  bodyHash: BodyHash | undefined,
  call: CallContext,
): (body: string) => string | Promise<string> {
  if (bodyHash === undefined) return (body) => body;
  const { hash, encoding, ofEmpty } = bodyHash;
  const hashText = createOrRefuse(() => provider.digest(hash), "dialect.bodyHash", call);
  return (body) => {
    if (body === "" && ofEmpty === "nothing") return "";
    const digest = hashText(body, encoding);
    if (typeof digest === "string") return digest;
    return digest.catch((error: unknown) => Promise.reject(signingFailure(call, "dialect.bodyHash", error)));
  };
}
