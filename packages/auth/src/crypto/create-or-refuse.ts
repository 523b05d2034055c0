import type { CallContext } from "@cqvx/core";
import { signingFailure } from "../signing-failure.ts";
import { KeyRefused } from "./key-refused.ts";

/** Creates a key or a hash of a provider. A refusal becomes a `VenueError` naming the field. */
export function createOrRefuse<Value>(create: () => Value, field: string, call: CallContext): Value {
  try {
    return create();
  } catch (error) {
    const refused =
      error instanceof KeyRefused ? error : new KeyRefused("unsupported", "is refused by this runtime");
    throw signingFailure(call, field, refused);
  }
}
