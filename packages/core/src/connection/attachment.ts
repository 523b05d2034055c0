import { MalformedReply } from "../errors/malformed-reply.ts";
import type { VenueError, VenueErrorKind } from "../errors/venue-error.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import type { StreamMessage, Topic, TopicEvents } from "./session/socket-protocol.ts";
import { describeTopics, type StreamContext } from "./stream-context.ts";
import type { Loss, TopicSink } from "./topic-sink.ts";

/** A topic that has been confirmed once outlives this many refusals in a row, for a venue in trouble refuses what it granted. */
const REFUSALS_SURVIVED = 2;

/** Refusals that pass by themselves: they never end a topic. */
const PASSING: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "unavailable", "timeout"]);

/** One attached topic with its sink, over all connections that it lives through. */
export class Attachment {
  readonly topic: Topic;
  readonly sink: TopicSink;
  /** Detached or ended: nothing is delivered any more. */
  isOver = false;
  /** It failed: it is not asked for before this monotonic time. */
  retryAtMs = 0;
  /** Its frame was refused for one of its topics: until it is confirmed it has a frame of its own. */
  isRequestedAlone = false;
  readonly #context: StreamContext;
  readonly #backoff: Backoff;
  #wasConfirmed = false;
  #confirmedAtMs: number | undefined;
  #refusals = 0;
  #events = 0;
  #eventsBefore = 0;
  #wholeByMs = Number.POSITIVE_INFINITY;
  /** The sink knows of the present loss. */
  #isLost = false;
  /** A loss has been logged, and its end has not. */
  #isInterrupted = false;

  constructor(topic: Topic, sink: TopicSink, context: StreamContext) {
    this.topic = topic;
    this.sink = sink;
    this.#context = context;
    this.#backoff = createBackoff(context.runtime.random);
  }

  /** Answers whether that ended an interruption. */
  confirm(): boolean {
    if (this.isOver) return false;
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

  /** Answers what was lost when the sink could not make sense of it. */
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

  /** When it is to be seen whether what is missing has come; never when nothing is missing. */
  get wholeByMs(): number {
    return this.sink.isWhole?.() === false ? this.#wholeByMs : Number.POSITIVE_INFINITY;
  }

  /** Whether something is missing, and nothing has come for so long that it will not. */
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

  /** Told once for each loss, however many attempts it takes to get over it. */
  lose(loss: Loss): void {
    this.#confirmedAtMs = undefined;
    if (this.isOver || this.#isLost) return;
    this.#isLost = true;
    this.#isInterrupted = true;
    this.#tell(() => this.sink.lost({ code: loss.code, reason: loss.reason }));
  }

  end(error: VenueError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#tell(() => this.sink.ended(error));
  }

  /** Whether this refusal is the end of the topic; counts it. */
  isEndedBy(error: VenueError): boolean {
    if (PASSING.has(error.kind)) return false;
    this.#refusals += 1;
    return !this.#wasConfirmed || this.#refusals > REFUSALS_SURVIVED;
  }

  /** Puts the next attempt off; answers by how long. */
  putOff(): number {
    const nowMs = this.#context.runtime.clock.monotonic();
    // Never in the same turn, or work that fails at once would never let another one come.
    const delayMs = Math.max(this.#backoff.next(nowMs - (this.#confirmedAtMs ?? nowMs)), 1);
    this.retryAtMs = nowMs + delayMs;
    return delayMs;
  }

  /** A sink that throws must not harm the others. */
  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#reportFault(error);
    }
  }

  /** Says which class, as the message may quote anything. */
  #reportFault(error: unknown): void {
    const name = error instanceof Error ? error.constructor.name : typeof error;
    this.#context.runtime.logger.error(
      { ...describeTopics(this.#context, [this.topic]), error: name },
      "a stream's event could not be processed",
    );
  }
}
