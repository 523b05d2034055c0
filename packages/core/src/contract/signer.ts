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

/** What a signer sees of a frame on a WebSocket. */
export interface SigningFrame extends Pick<SigningRequest, "timestampMs" | "randomBytes"> {
  /** `hello`: the frame that authenticates a connection. */
  readonly action: "hello" | "subscribe" | "unsubscribe";
  /** The socket that the frame is for. */
  readonly host: "market" | "user";
  /** The path of the socket's URL, or "". */
  readonly path: string;
  /** The venue's name of the channel; "" in a hello. */
  readonly channel: string;
  /** The products as sent, in order; none where the channel takes none. */
  readonly products: readonly string[];
}

/** The fields that authenticate a frame. */
export type FrameSignature = Readonly<Record<string, string | number>>;

/** Signs requests. Called once per attempt, right before the request is sent. `@cqvx/auth` has implementations. */
export interface Signer {
  /**
   * True when signatures must reach the venue in the order in which they were made, as with a nonce that grows. Each request
   * is then handed to the network before the next one is signed. Default false.
   */
  readonly inOrder?: boolean | undefined;
  /** The headers to add. */
  sign(request: SigningRequest): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Returns the fields to add to a frame. Without it, only frames that need no signature are sent. */
  signFrame?(frame: SigningFrame): FrameSignature | Promise<FrameSignature>;
}
