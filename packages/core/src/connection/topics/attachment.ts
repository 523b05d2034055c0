import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import type { StreamMessage, Topic, TopicEvents } from "../protocol/socket-protocol.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import { describeTopics, type StreamContext } from "./stream-context.ts";
import type { Loss, TopicSink } from "./topic-sink.ts";

/** A topic that was confirmed once survives this many refusals in a row: a venue in trouble can refuse a valid topic. */
const REFUSALS_SURVIVED = 2;

/** Transient refusals. They never end a topic. */
const TRANSIENT: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "unavailable", "timeout"]);

/** One attached topic with its sink. It outlives the connections that carry it. */
export class Attachment {
  readonly topic: Topic;
  readonly sink: TopicSink;
  /** True once the topic is detached or ended: nothing more is delivered. */
  hasEnded = false;
  /** The monotonic time before which a failed topic is not requested again. */
  retryAtMs = 0;
  /** True when the next request must name this topic alone, because a request for several topics was refused. */
  isRequestedAlone = false;
  readonly #context: StreamContext;
  readonly #backoff: Backoff;
  #wasConfirmed = false;
  #confirmedAtMs: number | undefined;
  #refusals = 0;
  #events = 0;
  #eventsBefore = 0;
  #wholeByMs = Number.POSITIVE_INFINITY;
  /** True when the sink already knows the present loss. */
  #isLost = false;
  /** True when a loss was logged, and the recovery from it was not. */
  #isInterrupted = false;

  constructor(topic: Topic, sink: TopicSink, context: StreamContext) {
    this.topic = topic;
    this.sink = sink;
    this.#context = context;
    this.#backoff = createBackoff(context.runtime.random);
  }

  /** Notes the venue's confirmation. Returns true when it ends an interruption. */
  confirm(): boolean {
    if (this.hasEnded) return false;
    const isRestored = this.#isInterrupted;
    this.#isInterrupted = false;
    this.#isLost = false;
    this.#wasConfirmed = true;
    this.#refusals = 0;
    this.isRequestedAlone = false;
    const nowMs = this.#context.runtime.clock.monotonic();
    this.#confirmedAtMs = nowMs;
    this.#awaitEvents(nowMs);
    this.#tell(() => this.sink.confirmed());
    return isRestored;
  }

  /** Hands the events of one message to the sink. Returns a loss when the sink could not process them. */
  receive(events: TopicEvents["events"], message: StreamMessage): Loss | undefined {
    this.#isLost = false;
    this.#events += 1;
    try {
      this.sink.receive(events, message);
      return undefined;
    } catch (error) {
      if (error instanceof MalformedReply) {
        return { code: error.code ?? "MALFORMED", reason: error.message };
      }
      this.#reportFault(error);
      return { code: "INTERNAL", reason: "CQVX could not process an event" };
    }
  }

  /** The monotonic time to check an incomplete sink with `isStuck`; infinite when the sink is complete. */
  get wholeByMs(): number {
    return this.sink.isWhole?.() === false ? this.#wholeByMs : Number.POSITIVE_INFINITY;
  }

  /** True when the sink is incomplete and no event has arrived for `snapshotMs`. */
  isStuck(nowMs: number): boolean {
    if (nowMs < this.wholeByMs) return false;
    if (this.#events === this.#eventsBefore) return true;
    this.#awaitEvents(nowMs);
    return false;
  }

  #awaitEvents(nowMs: number): void {
    this.#eventsBefore = this.#events;
    this.#wholeByMs = nowMs + this.#context.limits.snapshotMs;
  }

  /** Tells the sink about a loss: once, even if several attempts to recover fail. */
  lose(loss: Loss): void {
    this.#confirmedAtMs = undefined;
    if (this.hasEnded || this.#isLost) return;
    this.#isLost = true;
    this.#isInterrupted = true;
    this.#tell(() => this.sink.lost({ code: loss.code, reason: loss.reason }));
  }

  end(error: VenueError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#tell(() => this.sink.ended(error));
  }

  /** Counts a refusal. Returns true when it ends the topic. */
  isEndedBy(error: VenueError): boolean {
    if (TRANSIENT.has(error.kind)) return false;
    this.#refusals += 1;
    return !this.#wasConfirmed || this.#refusals > REFUSALS_SURVIVED;
  }

  /** Postpones the next attempt. Returns the delay in milliseconds. */
  postpone(): number {
    const nowMs = this.#context.runtime.clock.monotonic();
    // At least one millisecond: a request that fails at once would otherwise block the event loop.
    const delayMs = Math.max(this.#backoff.next(nowMs - (this.#confirmedAtMs ?? nowMs)), 1);
    this.retryAtMs = nowMs + delayMs;
    return delayMs;
  }

  /** Calls the sink. A sink that throws must not harm other topics. */
  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#reportFault(error);
    }
  }

  /** Logs only the class of an error, because its message may quote anything. */
  #reportFault(error: unknown): void {
    const name = error instanceof Error ? error.constructor.name : typeof error;
    this.#context.runtime.logger.error(
      { ...describeTopics(this.#context, [this.topic]), error: name },
      "a stream's event could not be processed",
    );
  }
}
