import type { SocketSession, StreamAnswer, StreamRefusal } from "../protocol/socket-protocol.ts";
import type { TopicMap } from "../protocol/topic-map.ts";
import type { StreamContext } from "../topics/stream-context.ts";
import { AnswerHandler } from "./answer-handler.ts";
import type { ControlHost } from "./control-host.ts";
import { Hello } from "./hello.ts";
import { type TopicRequest, unrequested } from "./next-frame.ts";
import { SubscriptionWriter } from "./subscription-writer.ts";
import { lossOf } from "./topic-refusals.ts";
import { UnsubscribeRetries } from "./unsubscribe-retries.ts";

/** The frames by which one connection says hello, subscribes and unsubscribes, and the answers to them. */
export class ControlFrames {
  readonly #context: StreamContext;
  readonly #host: ControlHost;
  readonly #requests: TopicMap<TopicRequest>;
  readonly #stopped = new AbortController();
  readonly #hello: Hello;
  readonly #unsubscribes: UnsubscribeRetries;
  readonly #writer: SubscriptionWriter;
  readonly #answers: AnswerHandler;
  #wasWelcomed = false;

  /** @param requests the state of each topic on this connection; empty at first */
  constructor(
    context: StreamContext,
    session: SocketSession,
    host: ControlHost,
    requests: TopicMap<TopicRequest>,
  ) {
    this.#context = context;
    this.#host = host;
    this.#requests = requests;
    const stopped = this.#stopped.signal;
    const hello = new Hello(context, session, host, stopped);
    const unsubscribes = new UnsubscribeRetries(context, host);
    this.#hello = hello;
    this.#unsubscribes = unsubscribes;
    this.#writer = new SubscriptionWriter({ context, session, host, hello, requests, unsubscribes, stopped });
    this.#answers = new AnswerHandler({ context, host, requests, unsubscribes });
  }

  /** True when the venue has accepted a hello or a topic on this connection. */
  get wasConfirmed(): boolean {
    return this.#wasWelcomed || this.#answers.hasConfirmed;
  }

  /** Notes that the socket is open. */
  start(): void {
    if (this.#hello.isAccepted) this.#host.welcomed();
  }

  /** Writes the frames for topics that became wanted or unwanted. */
  update(): void {
    this.#writer.update();
  }

  /** Does all work that is due by now. Returns the monotonic time of the next work. */
  ring(nowMs: number): number {
    const owed = this.#requests.values().map(({ answerByMs }) => answerByMs);
    const answerByMs = Math.min(this.#hello.answerByMs, ...owed);
    if (nowMs >= answerByMs) {
      // The connection ends, because a late answer could be taken for the answer to another frame. Its other topics need new
      // snapshots then. A book that silently stands still would be worse.
      const subject = this.#hello.isAccepted ? "a subscription" : "the hello";
      this.#host.fail({ code: "UNCONFIRMED", reason: `${subject} was not answered in time` });
      return Number.POSITIVE_INFINITY;
    }
    const wholeByMs = this.#resubscribeStuck(nowMs);
    this.update();
    const retries = unrequested(this.#requests, this.#host.wanted).map(({ retryAtMs }) => retryAtMs);
    const later = [this.#unsubscribes.atMs, ...retries].filter((dueMs) => dueMs > nowMs);
    return Math.min(answerByMs, wholeByMs, ...later);
  }

  /** Processes the venue's answer to the hello. */
  welcome(hello: "accepted" | StreamRefusal): void {
    if (!this.#hello.answer(hello)) return;
    this.#wasWelcomed = true;
    this.#host.welcomed();
    this.update();
  }

  /** Processes the venue's answer to requests. */
  answer(answer: StreamAnswer): void {
    this.#answers.handle(answer);
    this.update();
  }

  /** Processes an error that belongs to no request. It is about the connection. */
  complain(refusal: StreamRefusal): void {
    this.#answers.warn(refusal);
    if (refusal.kind !== "unauthorized") return;
    this.#context.unauthorized();
    this.#host.fail(lossOf(refusal));
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Subscribes topics again that the venue confirmed without a snapshot. Returns the time of the next check. */
  #resubscribeStuck(nowMs: number): number {
    let checkAtMs = Number.POSITIVE_INFINITY;
    for (const request of this.#requests.values()) {
      const { attachment, state } = request;
      if (state !== "confirmed" || attachment === undefined) continue;
      if (attachment.isStuck(nowMs)) {
        request.state = "leaving";
        const reason = "the venue has confirmed the subscription and sent no snapshot";
        this.#host.broken(attachment, { code: "NO_SNAPSHOT", reason });
      } else checkAtMs = Math.min(checkAtMs, attachment.wholeByMs);
    }
    return checkAtMs;
  }
}
