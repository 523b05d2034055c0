import type { VenueError } from "../errors/venue-error.ts";
import { Attachment } from "./attachment.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import { RepeatedEnds } from "./repeated-ends.ts";
import type { Topic } from "./session/socket-protocol.ts";
import { type SessionEnd, StreamSession } from "./session/stream-session.ts";
import { describeTopics, type StreamContext } from "./stream-context.ts";
import { TopicMap } from "./topic-map.ts";
import type { Loss, TopicSink } from "./topic-sink.ts";

/** Close codes of a venue that restarts or is overloaded: it wants more than the first second. */
const COME_BACK_LATER: ReadonlySet<number> = new Set([1012, 1013]);
const COME_BACK_LATER_MS = 5_000;

const NOT_BEGUN: SessionEnd = {
  code: "INTERNAL",
  reason: "CQVX could not begin a connection",
  stableMs: 0,
  wasOpen: false,
  wasConfirmed: false,
};

/**
 * Keeps its topics subscribed over one socket at a time, whatever happens to that. Without topics it has no socket and no
 * timer, but remembers how long the venue is to be left alone.
 */
export class StreamConnection {
  readonly #context: StreamContext;
  readonly #wanted = new TopicMap<Attachment>();
  readonly #backoff: Backoff;
  readonly #repeatedEnds: RepeatedEnds;
  #session: StreamSession | undefined;
  /** Says goodbye. A new one does not wait for it. */
  #leaving: StreamSession | undefined;
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

  /** Nothing is delivered after it. Resolves when what was to be closed is closed. */
  detach({ channel, key }: Topic, sink: TopicSink): Promise<void> {
    const attachment = this.#wanted.get(channel, key);
    if (attachment?.sink !== sink) return Promise.resolve();
    attachment.isOver = true;
    return this.#remove(attachment);
  }

  /** Its sinks get nothing more. */
  close(): Promise<void> {
    for (const attachment of this.#wanted.values()) attachment.isOver = true;
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
    const session = this.#session ?? this.#leaving;
    this.#session = undefined;
    this.#leaving = session;
    await session?.close();
    if (this.#leaving === session) this.#leaving = undefined;
  }

  #start(): void {
    const waitMs = this.#notBeforeMs - this.#monotonic();
    if (waitMs > 0) this.#connectAfter(waitMs);
    else this.#connect();
  }

  /** Never at once, however short the delay is: connections that fail at once would not let anything else happen. */
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
    // Never two sockets at once.
    this.#leaving?.drop();
    this.#leaving = undefined;
    try {
      this.#session = new StreamSession(this.#context, {
        wanted: this.#wanted,
        ended: (end) => this.#ended(end),
        refused: (attachment, error) => this.#refused(attachment, error),
        broken: (attachment, loss) => this.#broken(attachment, loss),
      });
    } catch {
      // The venue's own code failed to make a session.
      this.#ended(NOT_BEGUN);
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
    // Before the sinks hear of it, so that whatever they do then finds things in order.
    this.#connectAfter(delayMs);
    for (const attachment of attachments) attachment.lose(end);
  }

  #refused(attachment: Attachment, error: VenueError): void {
    if (attachment.isOver) return;
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
    if (attachment.isOver) return;
    this.#warn([attachment], loss, attachment.putOff());
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
