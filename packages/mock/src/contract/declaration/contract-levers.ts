import type { OrderSide } from "@cqvx/core";

/** Controls of the venue that the client under test does not have. */
export interface ContractLevers {
  /** Lets another trader take a quantity from the book of the declared symbol. `side` is the side of that trader. */
  readonly trade?: ((side: OrderSide, quantity: string) => unknown) | undefined;
  /** Cuts the connection of the streams and restores it. May resolve before the client notices. */
  readonly interrupt?: (() => unknown) | undefined;
  /** Holds back the venue's replies; requests may still be carried out. Returns a function that ends this. */
  readonly holdReplies?: (() => Release | Promise<Release>) | undefined;
  /** Makes the venue unreachable, or lets it answer 503. Returns a function that ends this. */
  readonly takeDown?: (() => Release | Promise<Release>) | undefined;
}

type Release = () => unknown;
