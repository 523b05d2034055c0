import type { Refusal } from "./decode.ts";

/**
 * A refusal that a reader finds in a reply. The http layer classifies it like the refusals that a venue's `decode` gives,
 * and turns it into a `VenueError` of the call.
 */
export class RefusedReply extends Error {
  override readonly name = "RefusedReply";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super("the venue refused the request");
    this.refusal = refusal;
  }
}
