/** What a signer sees of a request: exactly what goes on the wire. */
export interface SigningRequest {
  /** Upper case. */
  readonly method: string;
  /** Host and port as in the URL: "api.coinbase.com". */
  readonly host: string;
  /** Absolute path as sent, percent-encoded, without the query: "/api/v3/brokerage/accounts". */
  readonly path: string;
  /** The query as sent, with its "?", or "". */
  readonly query: string;
  /** The exact text sent, or "". */
  readonly body: string;
  /** Epoch milliseconds, corrected to the venue's clock. */
  readonly timestampMs: number;
  /** Random bytes from the client's `Runtime`. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** What a signer sees of a subscription to a stream. */
export interface SigningSubscription extends Pick<SigningRequest, "timestampMs" | "randomBytes"> {
  /** The venue's name of the channel. */
  readonly channel: string;
  /** The products as sent, in order; none where the channel takes none. */
  readonly products: readonly string[];
}

/** Signs requests. Called once per attempt, right before the request is sent. `@cqvx/auth` has implementations. */
export interface Signer {
  /**
   * True when signatures must reach the venue in the order in which they were made, as with a nonce that grows. Each request
   * is then handed to the network before the next one is signed. Default false.
   */
  readonly inOrder?: boolean | undefined;
  /** The headers to add. */
  sign(request: SigningRequest): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** The fields to add to the frame of a subscription. Without it, only public streams can be subscribed to. */
  signSubscription?(
    subscription: SigningSubscription,
  ): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}
