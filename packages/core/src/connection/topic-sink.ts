import type { VenueError } from "../errors/venue-error.ts";
import type { StreamMessage, TopicEvents } from "./session/socket-protocol.ts";

/** Why what a sink knows is void. */
export interface Loss {
  /** A stable word, for logs and errors: GAP, SILENCE, CLOSED, HANDSHAKE_503, CROSSED_BOOK, … */
  readonly code: string;
  readonly reason: string;
}

/**
 * Where a connection delivers what it has for one topic, in order and never two at a time. A topic's life is
 * `confirmed` and `receive` in any order (a snapshot may come before the confirmation), `lost`, the same again, and
 * `ended` last, if the venue ends it.
 */
export interface TopicSink {
  /** The venue has confirmed the topic, for the first time or after a loss. */
  confirmed(): void;
  /** All events of one message. Throws `MalformedReply` when its state is not known any more: the topic is subscribed anew. */
  receive(events: TopicEvents["events"], message: StreamMessage): void;
  /**
   * Whether all is there that a confirmed topic has to have, such as its snapshot. What stays false while nothing comes
   * is subscribed anew. Absent where nothing has to be there.
   */
  isWhole?(): boolean;
  /** Something was lost: what is known is void until a snapshot comes. Comes once for each loss, before anything else. */
  lost(loss: Loss): void;
  /** The venue refuses the topic for good. Nothing comes after it. */
  ended(error: VenueError): void;
}
