import type { VenueError } from "../errors/venue-error.ts";
import type { Topic } from "./protocol/socket-protocol.ts";
import { TopicMap } from "./protocol/topic-map.ts";
import { RepeatedEnds } from "./repeated-ends.ts";
import { type SessionEnd, StreamSession } from "./session/stream-session.ts";
import { Attachment } from "./topics/attachment.ts";
import { type Backoff, createBackoff } from "./topics/backoff.ts";
import { describeTopics, type StreamContext } from "./topics/stream-context.ts";
import type { Loss, TopicSink } from "./topics/topic-sink.ts";

/** Close codes of a venue that restarts or is overloaded. It needs more than the first second of the backoff. */
const COME_BACK_LATER: ReadonlySet<number> = new Set([1012, 1013]);
const COME_BACK_LATER_MS = 5_000;

const NOT_STARTED: SessionEnd = {
  code: "INTERNAL",
  reason: "CQVX could not start a connection",
  stableMs: 0,
  wasOpen: false,
  wasConfirmed: false,
};

/**
 * Keeps its topics subscribed over one socket at a time, and reconnects when the socket ends. Without topics it has no socket
 * and no timer, but it remembers the time before which it must not reconnect.
 */
export class StreamConnection {
  readonly #context: StreamContext;
  readonly #wanted = new TopicMap<Attachment>();
  readonly #backoff: Backoff;
  readonly #repeatedEnds: RepeatedEnds;
  #session: StreamSession | undefined;
  /** The session that is closing. A new session does not wait for it. */
  #closing: StreamSession | undefined;
  #pause: AbortController | undefined;
  #notBeforeMs = 0;

  constructor(context: StreamContext) {
    this.#context = context;
    this.#backoff = createBackoff(context.runtime.random);
    this.#repeatedEnds = new RepeatedEnds(context);
  }

  get size(): number {
    return this.#wanted.size;
  }

  has({ channel, key }: Topic): boolean {
    return this.#wanted.get(channel, key) !== undefined;
  }

  attach(topic: Topic, sink: TopicSink): void {
    this.#wanted.set(topic, new Attachment(topic, sink, this.#context));
    if (this.#session !== undefined) this.#session.update();
    else if (this.#pause === undefined) this.#start();
  }

  /** Ends a topic; nothing more is delivered. Resolves when the socket is closed, if this was its last topic. */
  detach({ channel, key }: Topic, sink: TopicSink): Promise<void> {
    const attachment = this.#wanted.get(channel, key);
    if (attachment?.sink !== sink) return Promise.resolve();
    attachment.hasEnded = true;
    return this.#remove(attachment);
  }

  /** Ends all topics without a word to their sinks. Resolves when the socket is closed. */
  close(): Promise<void> {
    for (const attachment of this.#wanted.values()) attachment.hasEnded = true;
    this.#wanted.clear();
    return this.#closeWhenUnused();
  }

  #remove(attachment: Attachment): Promise<void> {
    this.#wanted.delete(attachment.topic);
    this.#session?.update();
    return this.#closeWhenUnused();
  }

  async #closeWhenUnused(): Promise<void> {
    if (this.#wanted.size > 0) return;
    this.#pause?.abort();
    this.#pause = undefined;
    const session = this.#session ?? this.#closing;
    this.#session = undefined;
    this.#closing = session;
    await session?.close();
    if (this.#closing === session) this.#closing = undefined;
  }

  #start(): void {
    const waitMs = this.#notBeforeMs - this.#monotonic();
    if (waitMs > 0) this.#connectAfter(waitMs);
    else this.#connect();
  }

  /** Connects after a delay, never at once: connections that fail immediately would block the event loop. */
  #connectAfter(delayMs: number): void {
    const pause = new AbortController();
    this.#pause = pause;
    this.#context.runtime.clock.sleep(delayMs, pause.signal).then(
      () => {
        if (!pause.signal.aborted) this.#connect();
      },
      () => {},
    );
  }

  #connect(): void {
    this.#pause = undefined;
    // There are never two sockets at once.
    this.#closing?.drop();
    this.#closing = undefined;
    try {
      this.#session = new StreamSession(this.#context, {
        wanted: this.#wanted,
        ended: (end) => this.#ended(end),
        refused: (attachment, error) => this.#refused(attachment, error),
        broken: (attachment, loss) => this.#broken(attachment, loss),
      });
    } catch {
      // The venue package failed to create a session.
      this.#ended(NOT_STARTED);
    }
  }

  #ended(end: SessionEnd): void {
    this.#session = undefined;
    const floorMs = end.retryAfterMs ?? (COME_BACK_LATER.has(end.closeCode ?? 0) ? COME_BACK_LATER_MS : 0);
    const delayMs = this.#backoff.next(end.stableMs, floorMs);
    this.#notBeforeMs = this.#monotonic() + delayMs;
    const attachments = this.#wanted.values();
    const error = this.#repeatedEnds.count(end);
    this.#warn(attachments, end, error === undefined ? delayMs : undefined);
    if (error !== undefined) {
      this.#wanted.clear();
      for (const attachment of attachments) attachment.end(error);
      return;
    }
    // First, because a sink may attach or detach topics when it learns of the loss.
    this.#connectAfter(delayMs);
    for (const attachment of attachments) attachment.lose(end);
  }

  #refused(attachment: Attachment, error: VenueError): void {
    if (attachment.hasEnded) return;
    const loss: Loss = { code: error.code ?? error.kind, reason: error.reason };
    if (!attachment.isEndedBy(error)) {
      this.#broken(attachment, loss);
      return;
    }
    this.#warn([attachment], loss, undefined);
    this.#wanted.delete(attachment.topic);
    attachment.end(error);
    void this.#closeWhenUnused();
  }

  #broken(attachment: Attachment, loss: Loss): void {
    if (attachment.hasEnded) return;
    this.#warn([attachment], loss, attachment.postpone());
    this.#session?.ringBy(attachment.retryAtMs);
    attachment.lose(loss);
  }

  #warn(attachments: readonly Attachment[], loss: Loss, delayMs: number | undefined): void {
    const topics = attachments.map(({ topic }) => topic);
    const fields = describeTopics(this.#context, topics, loss, delayMs);
    this.#context.runtime.logger.warn(fields, delayMs === undefined ? "stream ended" : "stream lost");
  }

  #monotonic(): number {
    return this.#context.runtime.clock.monotonic();
  }
}
