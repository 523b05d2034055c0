import { isVenueError, type VenueError } from "../../errors/venue-error.ts";
import type { StreamMessage, TopicEvents } from "../protocol/socket-protocol.ts";

/**
 * The receiver of one topic's events. A connection calls it in order and never twice at a time.
 *
 * `confirmed` and `receive` come in any order, as a snapshot may precede the confirmation. After `lost` they start again.
 * `ended` comes last, and only if the venue ends the topic.
 */
export interface TopicSink {
  /** The venue has confirmed the topic, for the first time or after a loss. */
  confirmed(): void;
  /**
   * Receives all events that one message has for the topic. Throws `MalformedReply` when the sink's state became unknown;
   * the topic is then subscribed again.
   */
  receive(events: TopicEvents["events"], message: StreamMessage): void;
  /**
   * True when the sink has everything that a confirmed topic needs, such as its snapshot. The topic is subscribed again
   * when this stays false and no event arrives. Absent when the sink needs nothing.
   */
  isWhole?(): boolean;
  /** The sink's state is invalid until the next snapshot. Called once for each loss, before anything else. */
  lost(loss: Loss): void;
  /** The venue refuses the topic for good. Nothing follows. */
  ended(error: VenueError): void;
}

/** The reason why a sink's state became invalid. */
export interface Loss {
  /** A stable word for logs and errors: GAP, SILENCE, CLOSED, HANDSHAKE_503, CROSSED_BOOK, … */
  readonly code: string;
  readonly reason: string;
}

/**
 * Turns the error of a failed request into the loss of the stream that needed it.
 * @param task completes the sentence "CQVX failed to …", for an error of CQVX itself
 */
export function readLoss(error: unknown, task: string): Loss {
  if (!isVenueError(error)) return { code: "INTERNAL", reason: `CQVX failed to ${task}` };
  return { code: error.code ?? error.kind.toUpperCase(), reason: error.reason };
}
