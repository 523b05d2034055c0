import type { RefusedTopics, StreamAnswer, StreamRefusal, Topic } from "../protocol/socket-protocol.ts";
import type { TopicMap } from "../protocol/topic-map.ts";
import { describeTopics, type StreamContext, streamError } from "../topics/stream-context.ts";
import type { ControlHost } from "./control-host.ts";
import type { TopicRequest } from "./next-frame.ts";
import { isAboutOneTopic, lossOf, refuseTopics } from "./topic-refusals.ts";
import type { UnsubscribeRetries } from "./unsubscribe-retries.ts";

/** The parts of one connection that its answers change. */
export interface AnswerHandlerParts {
  readonly context: StreamContext;
  readonly host: ControlHost;
  readonly requests: TopicMap<TopicRequest>;
  readonly unsubscribes: UnsubscribeRetries;
}

/** Applies the venue's answers to the requests of one connection. */
export class AnswerHandler {
  readonly #parts: AnswerHandlerParts;
  #hasConfirmed = false;

  constructor(parts: AnswerHandlerParts) {
    this.#parts = parts;
  }

  /** True when the venue has confirmed a topic on this connection. */
  get hasConfirmed(): boolean {
    return this.#hasConfirmed;
  }

  handle({ confirmed = [], ended = [], refused = [] }: StreamAnswer): void {
    const { context } = this.#parts;
    const restored = confirmed.filter((topic) => this.#confirm(topic));
    for (const topic of ended) this.#end(topic);
    for (const each of refused) this.#refuse(each);
    if (restored.length > 0)
      context.runtime.logger.info(describeTopics(context, restored), "stream restored");
  }

  /** Logs an error that is about the connection or its keep-alive topics. */
  warn(refusal: StreamRefusal): void {
    const { context } = this.#parts;
    context.runtime.logger.warn(describeTopics(context, [], lossOf(refusal)), "the venue sent an error");
  }

  /** Confirms a topic. Returns true when that ends an interruption. */
  #confirm({ channel, key }: Topic): boolean {
    const { host, requests } = this.#parts;
    const request = requests.get(channel, key);
    if (request === undefined || request.state === "left") return false;
    request.answerByMs = Number.POSITIVE_INFINITY;
    if (request.state !== "requested") return false;
    request.state = "confirmed";
    const { attachment } = request;
    if (attachment === undefined) return false;
    this.#hasConfirmed = true;
    const isRestored = attachment.confirm();
    host.ringBy(attachment.wholeByMs);
    return isRestored;
  }

  /** Removes a topic that is unsubscribed. If the venue did that by itself, the topic is lost. */
  #end({ channel, key }: Topic): void {
    const { host, requests, unsubscribes } = this.#parts;
    const request = requests.get(channel, key);
    if (request?.state !== "left" && request?.state !== "confirmed") return;
    requests.delete(request.topic);
    unsubscribes.reset();
    if (request.state === "left" || request.attachment === undefined) return;
    const reason = "the venue has dropped the subscription";
    host.broken(request.attachment, { code: "UNSUBSCRIBED", reason });
  }

  #refuse({ action, topics, refusal }: RefusedTopics): void {
    const { context, host, requests: all } = this.#parts;
    if (refusal.kind === "unauthorized") context.unauthorized();
    const requests = topics.flatMap(({ channel, key }) => all.get(channel, key) ?? []);
    if (action === "unsubscribe") {
      this.#refuseUnsubscribe(requests, refusal);
      return;
    }
    // A refused subscription need not be unsubscribed.
    for (const { topic } of requests) all.delete(topic);
    const attachments = requests.flatMap(({ attachment }) => attachment ?? []);
    // A connection without its keep-alive topics still serves.
    if (attachments.length === 0) this.warn(refusal);
    else
      refuseTopics(
        host,
        attachments,
        streamError(context, { kind: refusal.kind, ...lossOf(refusal), sent: "yes" }),
      );
  }

  /** Unsubscribes again later. A topic that is wanted again has to be unsubscribed first. */
  #refuseUnsubscribe(requests: readonly TopicRequest[], refusal: StreamRefusal): void {
    const { host, unsubscribes } = this.#parts;
    const left = requests.filter(({ state }) => state === "left");
    for (const request of left) {
      request.state = "leaving";
      request.answerByMs = Number.POSITIVE_INFINITY;
    }
    if (left.length === 0) return;
    const isAwaited = left.some(({ topic }) => host.wanted.get(topic.channel, topic.key) !== undefined);
    const isEndless = unsubscribes.countRefusal() && isAboutOneTopic(refusal);
    // A venue that dropped the subscription by itself refuses forever. A new connection has no subscription.
    if (isAwaited && isEndless) host.fail(lossOf(refusal));
    else unsubscribes.postpone();
  }
}
