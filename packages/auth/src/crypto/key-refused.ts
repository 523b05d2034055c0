/** The error for a key or hash that the runtime cannot use. Thrown by providers, which know neither venue nor call. */
export class KeyRefused extends Error {
  override readonly name = "KeyRefused";
  /** "invalidInput" when the key is wrong, "unsupported" when the runtime lacks the algorithm. */
  readonly kind: "invalidInput" | "unsupported";

  constructor(kind: KeyRefused["kind"], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** Returns the refusal of a key whose private and public halves do not match. */
export function keyMismatch(): KeyRefused {
  return new KeyRefused("invalidInput", "must be a key whose private and public halves belong together");
}
