import type { OrderSide } from "@cqvx/core";

/** What happens at a venue without the client under test. */
export interface ContractLevers {
  /** Somebody else takes so much from the book of the declared symbol; the side is theirs. */
  readonly trade?: ((side: OrderSide, quantity: string) => unknown) | undefined;
  /** The streams lose their connection, and get it back. May resolve before either has been noticed. */
  readonly interrupt?: (() => unknown) | undefined;
  /** From now on the venue does not answer, though it may carry out what it is asked for. Gives what lets it answer again. */
  readonly holdReplies?: (() => Release | Promise<Release>) | undefined;
  /** From now on the venue cannot be reached, or answers 503. Gives what brings it back. */
  readonly takeDown?: (() => Release | Promise<Release>) | undefined;
}

type Release = () => unknown;
