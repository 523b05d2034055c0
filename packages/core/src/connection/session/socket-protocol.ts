import type { FrameSignature, SigningFrame } from "../../contract/signer.ts";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import type { SocketHost } from "../../validation/config/client-config.ts";
import type { JsonObject } from "../../values/json-object.ts";

/** A subscription: a channel, and what of it ("BTC-USD"); "" where the channel takes nothing. */
export interface Topic {
  readonly channel: string;
  readonly key: string;
}

/** The events that one message has for one topic. */
export interface TopicEvents extends Topic {
  readonly events: readonly JsonObject[];
}

/** Why a venue refused something, in its own words. Core makes them safe: one line, without what authenticated a frame. */
export interface StreamRefusal {
  readonly kind: Extract<
    VenueErrorKind,
    "unauthorized" | "notFound" | "rateLimited" | "rejected" | "unavailable" | "unsupported"
  >;
  readonly code?: string | undefined;
  readonly reason: string;
}

export type StreamAction = "subscribe" | "unsubscribe";

/** Topics whose request was refused. */
export interface RefusedTopics {
  readonly action: StreamAction;
  readonly topics: readonly Topic[];
  readonly refusal: StreamRefusal;
}

/** The answer to requests. Topics that it does not name have none yet. */
export interface StreamAnswer {
  /** Subscribed now. */
  readonly confirmed?: readonly Topic[] | undefined;
  /** Not subscribed any more: as asked, or dropped by the venue. */
  readonly ended?: readonly Topic[] | undefined;
  readonly refused?: readonly RefusedTopics[] | undefined;
}

/** One message of a venue. A frame holds one or more. */
export interface StreamMessage {
  /** Counts the messages of a connection from 0. Absent where the venue does not count, or counts per market. */
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

/** How a venue speaks on one connection. Whatever it keeps dies with the connection. */
export interface SocketSession {
  /**
   * Returns the frame to send first, such as an authentication. Nothing else is written until a message has `hello`. May
   * reject with a `VenueError`, such as that of a signer.
   */
  open?(): Promise<string>;
  /** Returns the frames that subscribe to topics of one channel or leave them, signed afresh. May reject like `open`. */
  write(action: StreamAction, channel: string, keys: readonly string[]): Promise<readonly string[]>;
  /** Notes that the frames of a `write` were sent. One that is not wanted any more when it is signed is not. */
  sent?(action: StreamAction, topics: readonly Topic[]): void;
  /** Reads a frame; throws `MalformedReply`. */
  read(text: string): readonly StreamMessage[];
  /** Returns the frame to send each `pingMs`. */
  ping?(): string;
}

/** What a session works with. */
export interface SessionParts {
  readonly venue: string;
  readonly host: SocketHost;
  /** Returns the fields that authenticate a frame; undefined when the client cannot sign frames. */
  sign(frame: FrameToSign): Promise<FrameSignature | undefined>;
}

export type FrameToSign = Pick<SigningFrame, "action" | "channel" | "products">;

/** How a venue speaks over its sockets. Everything else of a stream is the same for all venues. */
export interface SocketProtocol {
  /** The path of a host's URL: "/ws". Default: none. */
  readonly paths?: Readonly<Partial<Record<SocketHost, string>>> | undefined;
  /** Subscribed first on every connection, to keep it alive. */
  readonly keepAlive?: readonly Topic[] | undefined;
  /** Milliseconds without a frame after which a connection is dead. */
  readonly silenceMs: number;
  /** Milliseconds between the pings of a session. */
  readonly pingMs?: number | undefined;
  /** More topics than this get another connection. */
  readonly topicsPerConnection: number;
  /** Called once for each connection. */
  createSession(parts: SessionParts): SocketSession;
}
