/** Why a key whose form is right cannot be used. Thrown by providers, which know neither venue nor call. */
export class KeyRefused extends Error {
  override readonly name = "KeyRefused";
  /** Whether the key is wrong, or the runtime lacks the algorithm. */
  readonly kind: "invalidInput" | "unsupported";

  constructor(kind: KeyRefused["kind"], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** The refusal of a key whose two halves are not of one pair. */
export function keyMismatch(): KeyRefused {
  return new KeyRefused("invalidInput", "must be a key whose private and public halves belong together");
}
