/** The two hosts of a venue's sockets: everybody's data, and the account's own orders. */
export type SocketHost = "market" | "user";

/** Which connections to close, and how. */
export interface Disconnection {
  /** Both when absent. */
  readonly host?: SocketHost;
  /** 1001, going away, by default; 1006 cuts the connection without a word. */
  readonly code?: number;
  readonly reason?: string;
}
