import type { VenueErrorKind } from "../errors/venue-error.ts";
import type { JsonObject } from "../values/json-object.ts";

/** What can be subscribed to: a channel, and what of it ("BTC-USD"); "" where the channel takes nothing. */
export interface Topic {
  readonly channel: string;
  readonly key: string;
}

/** The events that one frame has for one topic. */
export interface TopicEvents extends Topic {
  readonly events: readonly JsonObject[];
}

/** Why a venue refused a subscription, in its own words made safe. */
export interface StreamRefusal {
  readonly kind: Extract<VenueErrorKind, "unauthorized" | "rateLimited" | "rejected" | "unavailable">;
  readonly code?: string | undefined;
  readonly reason: string;
}

/** What one message of a venue says. */
export interface Frame {
  /** Counts the messages of a connection from 0; absent on those, or those venues, that do not count. */
  readonly sequence?: number | undefined;
  /** The venue's time, as sent. */
  readonly time?: string | undefined;
  readonly data: readonly TopicEvents[];
  /** Everything that the connection is subscribed to now. One comes for each frame of `StreamProtocol.write`. */
  readonly subscribed?: readonly Topic[] | undefined;
  readonly refusal?: StreamRefusal | undefined;
}

/** What is particular about a venue's sockets: all else of a stream is the same everywhere. */
export interface StreamProtocol {
  readonly url: string;
  /** Subscribed first on every connection, to keep it alive. */
  readonly keepAlive: readonly Topic[];
  /** Longer than this without a frame, and the connection is dead. */
  readonly silenceMs: number;
  /** More topics than this get another connection. */
  readonly topicsPerConnection: number;
  /**
   * The frame that subscribes to topics of one channel or leaves them; signed here, so made for each connection afresh.
   * May reject with a `VenueError`, such as that of a signer.
   */
  write(action: "subscribe" | "unsubscribe", channel: string, keys: readonly string[]): Promise<string>;
  /** Reads a message; throws `MalformedReply`. */
  read(text: string): Frame;
  /** The venue refused the last signature: credentials that come from a function are asked for again. */
  unauthorized(): void;
}

/** What a protocol needs of the client that it works for. */
export interface ProtocolParts {
  readonly venue: string;
  readonly url: string;
  /** The fields that authenticate a subscription; undefined when the client has nothing to sign it with. */
  sign(channel: string, products: readonly string[]): Promise<Readonly<Record<string, string>> | undefined>;
  /** The venue refused a signature. */
  unauthorized(): void;
}
