/** The parts of a request that a signer sees, exactly as they are sent. */
export interface SigningRequest {
  /** The HTTP method in upper case. */
  readonly method: string;
  /** The host, and the port when the URL has one: "api.coinbase.com". */
  readonly host: string;
  /** The absolute path, percent-encoded, without the query: "/api/v3/brokerage/accounts". */
  readonly path: string;
  /** The query with its "?", or "". */
  readonly query: string;
  /** The exact text of the body, or "". */
  readonly body: string;
  /** Epoch milliseconds, corrected by the venue's clock offset. */
  readonly timestampMs: number;
  /** Returns random bytes from the client's `Runtime`. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** The parts of a WebSocket frame that a signer sees. */
export interface SigningFrame extends Pick<SigningRequest, "timestampMs" | "randomBytes"> {
  /** The purpose of the frame. `hello` authenticates a connection. */
  readonly action: "hello" | "subscribe" | "unsubscribe";
  /** The socket that the frame is for. */
  readonly host: "market" | "user";
  /** The path of the socket's URL, or "". */
  readonly path: string;
  /** The venue's name of the channel; "" in a hello. */
  readonly channel: string;
  /** The products in the order in which they are sent. Empty for a channel without products. */
  readonly products: readonly string[];
}

/** The fields that authenticate a frame. */
export type FrameSignature = Readonly<Record<string, string | number>>;

/** A signer of requests, called once per attempt, right before the request is sent. `@cqvx/auth` has implementations. */
export interface Signer {
  /**
   * True when signatures must reach the venue in the order in which they were made, as with an increasing nonce. Each
   * request is then passed to the network before the next one is signed. Default false.
   */
  readonly inOrder?: boolean | undefined;
  /** Returns the headers to add. */
  sign(request: SigningRequest): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Returns the fields to add to a frame. Without this method, only frames that need no signature are sent. */
  signFrame?(frame: SigningFrame): FrameSignature | Promise<FrameSignature>;
}
