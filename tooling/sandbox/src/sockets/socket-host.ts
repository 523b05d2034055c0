/** The two stream hosts of a venue: public market data, and the account's own orders. */
export type SocketHost = "market" | "user";

/** The connections to close, and the close code. */
export interface Disconnection {
  /** Both hosts by default. */
  readonly host?: SocketHost;
  /** 1001 ("going away") by default. 1006 cuts the connection without a close frame. */
  readonly code?: number;
  readonly reason?: string;
}
