/**
 * A reply that cannot be read, thrown by readers of foreign data. They know neither venue nor call: the http layer turns it into
 * a `VenueError` of kind `malformed`, or `outcomeUnknown` when the request had an effect.
 */
export class MalformedReply extends Error {
  override readonly name = "MalformedReply";
  readonly code: string | undefined;

  constructor(reason: string, code?: string) {
    super(reason);
    this.code = code;
  }
}
