import { type CallContext, invalidInput } from "@cqvx/core";
import { createOrRefuse } from "../crypto/create-or-refuse.ts";
import type { CryptoProvider, SigningKey } from "../crypto/crypto-provider.ts";
import { toRawSignature } from "../keys/ecdsa-signature.ts";
import { readPrivateKey } from "../keys/read-private-key.ts";
import { signingFailure } from "../signing-failure.ts";

/** Signs a message by ECDSA on P-256 with SHA-256, and returns the signature in DER. A key vault or HSM can provide it. */
export type MessageSign = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Creates the function that signs messages, by the private key or by the caller's function. Checks the latter's results. */
export function createMessageSign(
  provider: CryptoProvider,
  { privateKey, sign }: { readonly privateKey?: string | undefined; readonly sign?: MessageSign | undefined },
  call: CallContext,
): (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> {
  if (privateKey !== undefined && sign !== undefined) {
    throw invalidInput(call, "sign", "must not be given together with privateKey");
  }
  if (sign === undefined) {
    const key = importP256Key(provider, privateKey, call);
    return (message) => guard(key.signDer, message, "privateKey", call);
  }
  if (typeof sign !== "function") throw invalidInput(call, "sign", "must be a function");
  return async (message) => {
    const signature = await guard(sign, message, "sign", call);
    if (!(signature instanceof Uint8Array) || toRawSignature(signature) === undefined) {
      throw invalidInput(call, "sign", "must return an ECDSA P-256 signature in DER", "INVALID_SIGNATURE");
    }
    return signature;
  };
}

function importP256Key(provider: CryptoProvider, value: unknown, call: CallContext): SigningKey {
  const privateKey = readPrivateKey(value, "privateKey", call);
  if (privateKey.algorithm !== "ES256") throw invalidInput(call, "privateKey", "must be a P-256 key");
  return createOrRefuse(() => provider.importPrivateKey(privateKey), "privateKey", call);
}

async function guard(
  sign: (message: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>,
  message: Uint8Array<ArrayBuffer>,
  field: string,
  call: CallContext,
): Promise<Uint8Array> {
  try {
    return await sign(message);
  } catch (error) {
    throw signingFailure(call, field, error);
  }
}
