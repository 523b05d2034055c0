import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import type { Attachment } from "../attachment.ts";
import { type Backoff, createBackoff } from "../backoff.ts";
import { describeTopics, type StreamContext, streamError } from "../stream-context.ts";
import { TopicMap } from "../topic-map.ts";
import type { Loss } from "../topic-sink.ts";
import { FrameWriter, isFinal } from "./frame-writer.ts";
import { Hello } from "./hello.ts";
import {
  keepAliveFrames,
  missing,
  type NextFrame,
  nextSubscribe,
  nextUnsubscribe,
  type TopicRequest,
} from "./next-frame.ts";
import type { RefusedTopics, SocketSession, StreamAnswer, StreamRefusal, Topic } from "./socket-protocol.ts";

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
  /** The connection may be used: its hello was accepted, or it needs none. */
  welcomed(): void;
}

/** Kinds that are about one topic of a request, whichever it is. */
const ABOUT_A_TOPIC: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "notFound", "rejected"]);

/** Refusals in a row to end a subscription, before a topic that waits for its end is given a new connection. */
const LEAVE_REFUSALS_SURVIVED = 3;

/**
 * The frames by which one connection says hello, subscribes and unsubscribes, and their answers. It brings what the venue was
 * asked for in line with what is wanted, one request at a time: whatever happens meanwhile, it ends with what is wanted then.
 */
export class ControlFrames {
  readonly #context: StreamContext;
  readonly #session: SocketSession;
  readonly #host: ControlFramesHost;
  readonly #requests = new TopicMap<TopicRequest>();
  readonly #keepAlive: NextFrame[];
  readonly #stopped = new AbortController();
  readonly #writer: FrameWriter;
  readonly #hello: Hello;
  readonly #leaveBackoff: Backoff;
  #leaveAtMs = 0;
  #leaveRefusals = 0;
  #isWriting = false;
  #wasConfirmed = false;

  constructor(context: StreamContext, session: SocketSession, host: ControlFramesHost) {
    this.#context = context;
    this.#session = session;
    this.#host = host;
    this.#writer = new FrameWriter(context, (text) => host.send(text), this.#stopped.signal);
    this.#hello = new Hello(context, session, {
      answerByMs: () => this.#answerByMs(),
      refuseAll: (error) => this.#refuseAll(error),
      fail: (loss) => {
        if (!this.#stopped.signal.aborted) host.fail(loss);
      },
    });
    this.#keepAlive = keepAliveFrames(context.protocol.keepAlive ?? []);
    this.#leaveBackoff = createBackoff(context.runtime.random);
  }

  /** True when the venue has confirmed something on this connection. */
  get wasConfirmed(): boolean {
    return this.#wasConfirmed;
  }

  /** What was asked about a topic. On the way of every event. */
  find(channel: string, key: string): TopicRequest | undefined {
    return this.#requests.get(channel, key);
  }

  /** The socket is open. */
  start(): void {
    if (this.#hello.isAccepted) this.#host.welcomed();
  }

  /** Something is wanted, or is not any more. */
  update(): void {
    if (this.#isWriting || this.#stopped.signal.aborted) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  /** Does what is due by now; answers when something will be. */
  ring(nowMs: number): number {
    const owed = this.#requests.values().map(({ answerByMs }) => answerByMs);
    const answerByMs = Math.min(this.#hello.answerByMs, ...owed);
    if (nowMs >= answerByMs) {
      // Any later answer could be taken for the missing one, so nothing on this connection could be known to be
      // subscribed. A new one costs its other topics a snapshot; a book that silently stands still would cost more.
      const what = this.#hello.isAccepted ? "a subscription" : "the hello";
      this.#host.fail({ code: "UNCONFIRMED", reason: `${what} was not answered in time` });
      return Number.POSITIVE_INFINITY;
    }
    const wholeByMs = this.#resubscribeStuck(nowMs);
    this.update();
    const retries = missing(this.#requests, this.#host.wanted).map(({ retryAtMs }) => retryAtMs);
    return Math.min(answerByMs, wholeByMs, ...[this.#leaveAtMs, ...retries].filter((dueMs) => dueMs > nowMs));
  }

  /** The venue answered the hello. */
  welcome(hello: "accepted" | StreamRefusal): void {
    if (!this.#hello.answer(hello)) return;
    this.#wasConfirmed = true;
    this.#host.welcomed();
    this.update();
  }

  /** The venue answered requests. */
  answer({ confirmed = [], ended = [], refused = [] }: StreamAnswer): void {
    const restored = confirmed.filter((topic) => this.#confirm(topic));
    for (const topic of ended) this.#end(topic);
    for (const each of refused) this.#refuse(each);
    const { runtime } = this.#context;
    if (restored.length > 0) runtime.logger.info(describeTopics(this.#context, restored), "stream restored");
    this.update();
  }

  /** The venue sent an error that belongs to no request: it is about the connection. */
  complain(refusal: StreamRefusal): void {
    const loss = lossOf(refusal);
    this.#warn(loss);
    if (refusal.kind !== "unauthorized") return;
    this.#context.unauthorized();
    this.#host.fail(loss);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** True when that ended an interruption. */
  #confirm({ channel, key }: Topic): boolean {
    const request = this.find(channel, key);
    if (request === undefined || request.state === "left") return false;
    request.answerByMs = Number.POSITIVE_INFINITY;
    if (request.state !== "requested") return false;
    request.state = "confirmed";
    const { attachment } = request;
    if (attachment === undefined) return false;
    this.#wasConfirmed = true;
    const isRestored = attachment.confirm();
    this.#host.ringBy(attachment.wholeByMs);
    return isRestored;
  }

  /** A topic is not subscribed any more, as asked or not. */
  #end({ channel, key }: Topic): void {
    const request = this.find(channel, key);
    if (request?.state !== "left" && request?.state !== "confirmed") return;
    this.#requests.delete(request.topic);
    this.#leaveRefusals = 0;
    if (request.state === "left" || request.attachment === undefined) return;
    const reason = "the venue has dropped the subscription";
    this.#host.broken(request.attachment, { code: "UNSUBSCRIBED", reason });
  }

  #refuse({ action, topics, refusal }: RefusedTopics): void {
    const loss = lossOf(refusal);
    if (refusal.kind === "unauthorized") this.#context.unauthorized();
    const requests = topics.flatMap(({ channel, key }) => this.find(channel, key) ?? []);
    if (action === "unsubscribe") {
      this.#stay(requests, refusal);
      return;
    }
    // What was never subscribed need not be left, either.
    for (const { topic } of requests) this.#requests.delete(topic);
    const attachments = requests.flatMap(({ attachment }) => attachment ?? []);
    // A connection that only lacks what keeps it alive still serves.
    if (attachments.length === 0) this.#warn(loss);
    else
      this.#refuseAttachments(
        attachments,
        streamError(this.#context, { kind: refusal.kind, ...loss, sent: "yes" }),
      );
  }

  /** The venue refused to end subscriptions, which is asked for again: one that is wanted anew has to be ended first. */
  #stay(requests: readonly TopicRequest[], refusal: StreamRefusal): void {
    const left = requests.filter(({ state }) => state === "left");
    for (const request of left) {
      request.state = "leaving";
      request.answerByMs = Number.POSITIVE_INFINITY;
    }
    if (left.length === 0) return;
    this.#leaveRefusals += 1;
    const isAwaited = left.some(({ topic }) => this.#host.wanted.get(topic.channel, topic.key) !== undefined);
    const isForEver = ABOUT_A_TOPIC.has(refusal.kind) && this.#leaveRefusals > LEAVE_REFUSALS_SURVIVED;
    // A venue that has dropped a subscription by itself does not know what to end. A new connection has none.
    if (isAwaited && isForEver) this.#host.fail(lossOf(refusal));
    else this.#leaveLater();
  }

  /** A venue can confirm a topic and never send its snapshot. Answers when to look again. */
  #resubscribeStuck(nowMs: number): number {
    let lookAgainMs = Number.POSITIVE_INFINITY;
    for (const request of this.#requests.values()) {
      const { attachment, state } = request;
      if (state !== "confirmed" || attachment === undefined) continue;
      if (attachment.isStuck(nowMs)) {
        request.state = "leaving";
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
      await this.#hello.say(this.#writer);
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) await this.#write(frame);
    } catch {
      this.#host.fail({ code: "INTERNAL", reason: "CQVX could not subscribe" });
    } finally {
      this.#isWriting = false;
    }
  }

  #next(): NextFrame | undefined {
    if (this.#stopped.signal.aborted || !this.#hello.isAccepted) return undefined;
    const nowMs = this.#context.runtime.clock.monotonic();
    return (
      this.#keepAlive.shift() ??
      (nowMs < this.#leaveAtMs ? undefined : nextUnsubscribe(this.#requests)) ??
      nextSubscribe(this.#requests, this.#host.wanted, nowMs)
    );
  }

  async #write(frame: NextFrame): Promise<void> {
    const { action, topics, attachments } = frame;
    const channel = topics[0]?.channel ?? "";
    const keys = topics.map(({ key }) => key);
    await this.#writer.send({
      write: () => this.#session.write(action, channel, keys),
      mayBeSent: () => {
        // Signed for nothing: one of them is not wanted any more. The next frame is for those that are.
        if (attachments.some(({ isOver }) => isOver)) return false;
        this.#note(frame);
        this.#session.sent?.(action, topics);
        return true;
      },
      failed: (error) => this.#notWritten(action, attachments, error),
    });
  }

  /** Remembers what is asked with a frame that is about to be sent. */
  #note({ action, topics, attachments }: NextFrame): void {
    const answerByMs = this.#answerByMs();
    for (const [index, topic] of topics.entries()) {
      const known = this.find(topic.channel, topic.key);
      if (action === "unsubscribe" && known !== undefined) {
        known.state = "left";
        known.answerByMs = answerByMs;
      } else if (action === "subscribe") {
        this.#requests.set(topic, { topic, attachment: attachments[index], state: "requested", answerByMs });
      }
    }
  }

  /** When an answer to what is sent now is overdue. It asks to be rung then. */
  #answerByMs(): number {
    const { runtime, limits } = this.#context;
    const answerByMs = runtime.clock.monotonic() + limits.confirmMs;
    this.#host.ringBy(answerByMs);
    return answerByMs;
  }

  #notWritten(action: NextFrame["action"], attachments: readonly Attachment[], error: VenueError): void {
    if (action === "unsubscribe") this.#leaveLater();
    else if (attachments.length > 0) this.#refuseAttachments(attachments, error);
    // It is what keeps the connection alive. Where that can never be written, the topics will say so themselves; else it
    // is tried on the next connection, as there is nothing on this one yet.
    else if (!isFinal(error)) this.#host.fail({ code: error.code ?? error.kind, reason: error.reason });
  }

  #refuseAttachments(attachments: readonly Attachment[], error: VenueError): void {
    if (attachments.length > 1 && ABOUT_A_TOPIC.has(error.kind)) {
      // One of them is at fault, and the others must not suffer for it.
      for (const attachment of attachments) attachment.isRequestedAlone = true;
      return;
    }
    for (const attachment of attachments) this.#host.refused(attachment, error);
  }

  /** Nothing can be subscribed on this connection. */
  #refuseAll(error: VenueError): void {
    for (const attachment of this.#host.wanted.values()) this.#host.refused(attachment, error);
  }

  #leaveLater(): void {
    this.#leaveAtMs = this.#context.runtime.clock.monotonic() + Math.max(this.#leaveBackoff.next(0), 1);
    this.#host.ringBy(this.#leaveAtMs);
  }

  #warn(loss: Loss): void {
    this.#context.runtime.logger.warn(describeTopics(this.#context, [], loss), "the venue sent an error");
  }
}

function lossOf(refusal: StreamRefusal): Loss {
  return { code: refusal.code ?? "REFUSED", reason: refusal.reason };
}
