import type { FrameSignature, SigningFrame } from "../../contract/signer.ts";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import type { SocketHost } from "../../validation/config/client-config.ts";
import type { JsonObject } from "../../values/json-object.ts";

/** The protocol of a venue's sockets. Everything else about a stream is the same for all venues. */
export interface SocketProtocol {
  /** The path of each host's URL, such as "/ws". Default: none. */
  readonly paths?: Readonly<Partial<Record<SocketHost, string>>> | undefined;
  /** The topics that every connection subscribes first, to stay alive. */
  readonly keepAlive?: readonly Topic[] | undefined;
  /** Milliseconds without a frame after which a connection is dead. */
  readonly silenceMs: number;
  /** Milliseconds between the pings of a session. */
  readonly pingMs?: number | undefined;
  /** The most topics of one connection. Further topics get another connection. */
  readonly topicsPerConnection: number;
  /** Creates the session of a new connection. */
  createSession(parts: SessionParts): SocketSession;
}

/** The parts that a session works with. */
export interface SessionParts {
  readonly venue: string;
  readonly host: SocketHost;
  /** Returns the fields that authenticate a frame; undefined when the client cannot sign frames. */
  sign(frame: FrameToSign): Promise<FrameSignature | undefined>;
}

export type FrameToSign = Pick<SigningFrame, "action" | "channel" | "products">;

/** The venue's protocol on one connection. Its state ends with the connection. */
export interface SocketSession {
  /**
   * Returns the hello: the first frame, such as an authentication. Nothing else is written until a message has `hello`. May
   * reject with a `VenueError`, such as a signer's.
   */
  open?(): Promise<string>;
  /** Signs and returns the frames that subscribe or unsubscribe topics of one channel. May reject like `open`. */
  write(action: StreamAction, channel: string, keys: readonly string[]): Promise<readonly string[]>;
  /** Notes that the frames of a `write` were sent. Frames that became unwanted while they were signed are not sent. */
  sent?(action: StreamAction, topics: readonly Topic[]): void;
  /** Reads a frame. Throws `MalformedReply`. */
  read(text: string): readonly StreamMessage[];
  /** Returns the frame to send every `pingMs`. */
  ping?(): string;
}

/** One message of a venue. A frame holds one or more. */
export interface StreamMessage {
  /** The message's number on its connection, from 0. Absent when the venue counts per market or not at all. */
  readonly sequence?: number | undefined;
  /** The venue's time, as sent. */
  readonly time?: string | undefined;
  readonly data?: readonly TopicEvents[] | undefined;
  readonly answer?: StreamAnswer | undefined;
  /** The answer to the hello. */
  readonly hello?: "accepted" | StreamRefusal | undefined;
  /** An error that belongs to no request. */
  readonly refusal?: StreamRefusal | undefined;
  /** A frame to send back at once, such as a pong. */
  readonly reply?: string | undefined;
}

/** A subscription: a channel and its subject, such as "BTC-USD". The key is "" for a channel without subjects. */
export interface Topic {
  readonly channel: string;
  readonly key: string;
}

/** The events of one message for one topic. */
export interface TopicEvents extends Topic {
  readonly events: readonly JsonObject[];
}

export type StreamAction = "subscribe" | "unsubscribe";

/** The answer to requests. A topic that it does not name has no answer yet. */
export interface StreamAnswer {
  /** The topics that became subscribed. */
  readonly confirmed?: readonly Topic[] | undefined;
  /** The topics that are unsubscribed, as requested or by the venue itself. */
  readonly ended?: readonly Topic[] | undefined;
  readonly refused?: readonly RefusedTopics[] | undefined;
}

/** The topics of a refused request. */
export interface RefusedTopics {
  readonly action: StreamAction;
  readonly topics: readonly Topic[];
  readonly refusal: StreamRefusal;
}

/** A venue's refusal, with its own reason. Core makes the reason safe: one line, without the secrets of a signature. */
export interface StreamRefusal {
  readonly kind: Extract<
    VenueErrorKind,
    "unauthorized" | "notFound" | "rateLimited" | "rejected" | "unavailable" | "unsupported"
  >;
  readonly code?: string | undefined;
  readonly reason: string;
}
