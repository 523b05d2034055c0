import type { CallContext } from "@cqvx/core";
import type { PrivateKey } from "../keys/private-key.ts";
import { signingFailure } from "../signing-failure.ts";
import type { CryptoProvider, SigningKey } from "./crypto-provider.ts";
import { KeyRefused } from "./key-refused.ts";

/** Imports a key by a provider; a refusal becomes a `VenueError` naming the field. */
export function importPrivateKey(
  provider: CryptoProvider,
  privateKey: PrivateKey,
  field: string,
  call: CallContext,
): SigningKey {
  try {
    return provider.importPrivateKey(privateKey);
  } catch (error) {
    const refused =
      error instanceof KeyRefused ? error : new KeyRefused("unsupported", "is refused by this runtime");
    throw signingFailure(call, field, refused);
  }
}
