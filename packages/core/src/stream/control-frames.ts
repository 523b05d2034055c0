import { isVenueError, type VenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import { startDeadline } from "../http/deadline.ts";
import { safeText } from "../http/safe-text.ts";
import type { Attachment } from "./attachment.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import {
  type Ask,
  keepAliveFrames,
  missing,
  type NextFrame,
  nextSubscribe,
  nextUnsubscribe,
} from "./next-frame.ts";
import { type SentFrame, SentFrames } from "./sent-frames.ts";
import { describeTopics, type StreamContext, streamError } from "./stream-context.ts";
import type { StreamRefusal, Topic } from "./stream-protocol.ts";
import { TopicMap } from "./topic-map.ts";
import type { Loss } from "./topic-sink.ts";

/** The connection that the frames are for. */
export interface ControlFramesHost {
  /** What should be subscribed, as it is now. */
  readonly wanted: TopicMap<Attachment>;
  send(text: string): void;
  /** Ends the connection. */
  fail(loss: Loss): void;
  /** A topic was refused, for now or for good. */
  refused(attachment: Attachment, error: VenueError): void;
  /** One topic was lost, the others were not. */
  broken(attachment: Attachment, loss: Loss): void;
  /** Asks for a `ring` at this monotonic time. */
  ringBy(dueMs: number): void;
}

/** Kinds of refusals to write a frame that stay the same however often it is tried. */
const FINAL: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "unsupported", "unauthorized"]);

/** Kinds that are about one topic of a frame, whichever it is. */
const ABOUT_A_TOPIC: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "rejected"]);

/**
 * The frames by which one connection subscribes and unsubscribes, and their answers. It brings what the venue was asked
 * for in line with what is wanted, one frame at a time: whatever happens meanwhile, it ends with what is wanted then.
 */
export class ControlFrames {
  readonly #context: StreamContext;
  readonly #host: ControlFramesHost;
  readonly #asks = new TopicMap<Ask>();
  readonly #keepAlive: NextFrame[];
  readonly #sent = new SentFrames();
  readonly #stopped = new AbortController();
  readonly #leaveBackoff: Backoff;
  #leaveAtMs = 0;
  #isWriting = false;
  #wasConfirmed = false;

  constructor(context: StreamContext, host: ControlFramesHost) {
    this.#context = context;
    this.#host = host;
    this.#keepAlive = keepAliveFrames(context.protocol.keepAlive);
    this.#leaveBackoff = createBackoff(context.runtime.random);
  }

  /** Whether the venue has ever confirmed something on this connection. */
  get wasConfirmed(): boolean {
    return this.#wasConfirmed;
  }

  /** What was asked about a topic. On the way of every event. */
  find(channel: string, key: string): Ask | undefined {
    return this.#asks.get(channel, key);
  }

  /** Something is wanted, or is not any more. */
  update(): void {
    if (this.#isWriting || this.#stopped.signal.aborted) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  /** Does what is due by now; answers when something will be. */
  ring(nowMs: number): number {
    const { answerByMs } = this.#sent;
    if (nowMs >= answerByMs) {
      // Any later answer would be taken for the missing one, so nothing on this connection could be known to be
      // subscribed. A new one costs its other topics a snapshot; a book that silently stands still would cost more.
      this.#host.fail({ code: "UNCONFIRMED", reason: "a subscription was not answered in time" });
      return Number.POSITIVE_INFINITY;
    }
    const wholeByMs = this.#resubscribeStuck(nowMs);
    this.update();
    const retries = missing(this.#asks, this.#host.wanted).map(({ retryAtMs }) => retryAtMs);
    return Math.min(answerByMs, wholeByMs, ...[this.#leaveAtMs, ...retries].filter((dueMs) => dueMs > nowMs));
  }

  /** The venue answered a frame with all that is subscribed now. */
  acknowledge(subscribed: readonly Topic[]): void {
    const listed = new TopicMap<true>();
    for (const topic of subscribed) listed.set(topic, true);
    const answered = this.#sent.takeAnswered(listed);
    const restored: Topic[] = [];
    for (const ask of this.#asks.values()) {
      const { topic } = ask.attachment;
      const isListed = listed.get(topic.channel, topic.key) === true;
      if (isListed && ask.state === "asked") {
        ask.state = "confirmed";
        this.#wasConfirmed = true;
        if (ask.attachment.confirm()) restored.push(topic);
        this.#host.ringBy(ask.attachment.wholeByMs);
      }
      this.#settle(ask, answered, isListed);
    }
    const { runtime } = this.#context;
    if (restored.length > 0) runtime.logger.info(describeTopics(this.#context, restored), "stream restored");
    this.update();
  }

  /** The venue refused the oldest frame that it has not answered. */
  refuse(refusal: StreamRefusal): void {
    const loss: Loss = { code: refusal.code ?? "REFUSED", reason: refusal.reason };
    if (refusal.kind === "unauthorized") this.#context.protocol.unauthorized();
    const answered = this.#sent.takeOldest();
    if (answered === undefined || answered.asks.size === 0) {
      this.#context.runtime.logger.warn(describeTopics(this.#context, [], loss), "the venue sent an error");
      // Nothing was asked, so it is about the connection. One that only lacks what keeps it alive still serves.
      if (answered === undefined && refusal.kind === "unauthorized") this.#host.fail(loss);
      return;
    }
    const asks = [...answered.asks].filter(
      (ask) => this.find(ask.attachment.topic.channel, ask.attachment.topic.key) === ask,
    );
    if (answered.action === "unsubscribe") {
      for (const ask of asks) ask.state = "leaving";
      this.#leaveLater();
    } else {
      // Those that are being left have an answer to come.
      const refused = asks.filter(({ state }) => state !== "left");
      for (const { attachment } of refused) this.#asks.delete(attachment.topic);
      const error = streamError(this.#context, { kind: refusal.kind, ...loss, sent: "yes" });
      this.#refuseAttachments(
        refused.map(({ attachment }) => attachment),
        error,
      );
    }
    this.update();
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** What the answer to some frames means for something that was asked. */
  #settle(ask: Ask, answered: readonly SentFrame[], isListed: boolean): void {
    const { attachment, state } = ask;
    const action = answered.findLast(({ asks }) => asks.has(ask))?.action;
    if (state === "left") {
      if (action === "unsubscribe") this.#asks.delete(attachment.topic);
    } else if (state === "asked" && action !== undefined) {
      // Venues silently leave out what they do not know. An answer to another frame would not say so.
      this.#asks.delete(attachment.topic);
      this.#host.refused(
        attachment,
        streamError(this.#context, {
          kind: "notFound",
          code: "UNKNOWN_PRODUCT",
          reason: safeText(`the venue has no ${attachment.topic.channel} of ${attachment.topic.key}`),
          sent: "yes",
        }),
      );
    } else if (state === "confirmed" && !isListed) {
      this.#asks.delete(attachment.topic);
      this.#host.broken(attachment, {
        code: "UNSUBSCRIBED",
        reason: "the venue has dropped the subscription",
      });
    }
  }

  /** A venue can confirm a topic and never send its snapshot. Answers when to look again. */
  #resubscribeStuck(nowMs: number): number {
    let lookAgainMs = Number.POSITIVE_INFINITY;
    for (const ask of this.#asks.values()) {
      const { attachment, state } = ask;
      if (state !== "confirmed") continue;
      if (attachment.isStuck(nowMs)) {
        ask.state = "leaving";
        const reason = "the venue has confirmed the subscription and sent no snapshot";
        this.#host.broken(attachment, { code: "NO_SNAPSHOT", reason });
      } else lookAgainMs = Math.min(lookAgainMs, attachment.wholeByMs);
    }
    return lookAgainMs;
  }

  async #writeAll(): Promise<void> {
    // What is attached or detached in one turn shares frames.
    await Promise.resolve();
    try {
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) await this.#write(frame);
    } catch {
      this.#host.fail({ code: "INTERNAL", reason: "CQVX could not subscribe" });
    } finally {
      this.#isWriting = false;
    }
  }

  #next(): NextFrame | undefined {
    if (this.#stopped.signal.aborted) return undefined;
    const nowMs = this.#context.runtime.clock.monotonic();
    return (
      this.#keepAlive.shift() ??
      (nowMs < this.#leaveAtMs ? undefined : nextUnsubscribe(this.#asks)) ??
      nextSubscribe(this.#asks, this.#host.wanted, nowMs)
    );
  }

  async #write(frame: NextFrame): Promise<void> {
    const text = await this.#sign(frame);
    if (text === undefined || this.#stopped.signal.aborted) return;
    // Signed for nothing: one of them is not wanted any more. The next frame is for those that are.
    if (frame.attachments.some(({ isOver }) => isOver)) return;
    for (const ask of frame.asks) ask.state = "left";
    const asked = frame.attachments.map((attachment): Ask => ({ attachment, state: "asked" }));
    for (const ask of asked) this.#asks.set(ask.attachment.topic, ask);
    const answerByMs = this.#context.runtime.clock.monotonic() + this.#context.limits.confirmMs;
    this.#sent.push({ action: frame.action, asks: new Set([...frame.asks, ...asked]), answerByMs });
    this.#host.send(text);
    this.#host.ringBy(answerByMs);
  }

  async #sign({ action, topics, attachments }: NextFrame): Promise<string | undefined> {
    const { protocol, runtime, limits } = this.#context;
    const keys = topics.map(({ key }) => key);
    const deadline = startDeadline(runtime.clock, limits.confirmMs, undefined, this.#stopped.signal);
    try {
      return await deadline.race(protocol.write(action, topics[0]?.channel ?? "", keys));
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#notWritten(action, attachments, error);
      return undefined;
    } finally {
      deadline.dispose();
    }
  }

  /** Another's words are only passed on when they are a `VenueError`'s: others may quote a key. */
  #notWritten(action: NextFrame["action"], attachments: readonly Attachment[], thrown: unknown): void {
    if (action === "unsubscribe") {
      this.#leaveLater();
      return;
    }
    const error =
      isVenueError(thrown) && FINAL.has(thrown.kind)
        ? streamError(this.#context, { kind: thrown.kind, code: thrown.code, reason: thrown.reason })
        : streamError(this.#context, {
            kind: "unavailable",
            code: (isVenueError(thrown) ? thrown.code : undefined) ?? "SIGNING_FAILED",
            reason: "a subscription could not be signed",
          });
    if (attachments.length > 0) this.#refuseAttachments(attachments, error);
    // It is what keeps the connection alive. Where that can never be written, the topics will say so themselves; else it
    // is tried on the next connection, as there is nothing on this one yet.
    else if (!FINAL.has(error.kind))
      this.#host.fail({ code: error.code ?? error.kind, reason: error.reason });
  }

  #refuseAttachments(attachments: readonly Attachment[], error: VenueError): void {
    if (attachments.length > 1 && ABOUT_A_TOPIC.has(error.kind)) {
      // One of them is at fault, and the others must not suffer for it.
      for (const attachment of attachments) attachment.isAskedAlone = true;
      return;
    }
    for (const attachment of attachments) this.#host.refused(attachment, error);
  }

  #leaveLater(): void {
    this.#leaveAtMs = this.#context.runtime.clock.monotonic() + Math.max(this.#leaveBackoff.next(0), 1);
    this.#host.ringBy(this.#leaveAtMs);
  }
}
