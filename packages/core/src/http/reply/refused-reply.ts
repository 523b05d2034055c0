import type { Refusal } from "./decode.ts";

/**
 * A refusal that a reader found in a reply. It is classified like a refusal of the venue's `decode`, and becomes a
 * `VenueError` of the call.
 */
export class RefusedReply extends Error {
  override readonly name = "RefusedReply";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super("the venue refused the request");
    this.refusal = refusal;
  }
}
