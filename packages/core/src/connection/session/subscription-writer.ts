import type { VenueError } from "../../errors/venue-error.ts";
import type { SocketSession } from "../protocol/socket-protocol.ts";
import type { TopicMap } from "../protocol/topic-map.ts";
import type { StreamContext } from "../topics/stream-context.ts";
import { type ControlHost, startAnswerTimeout } from "./control-host.ts";
import { FrameWriter, isPermanent } from "./frame-writer.ts";
import type { Hello } from "./hello.ts";
import {
  keepAliveFrames,
  type NextFrame,
  nextSubscribe,
  nextUnsubscribe,
  noteRequests,
  type TopicRequest,
} from "./next-frame.ts";
import { refuseTopics } from "./topic-refusals.ts";
import type { UnsubscribeRetries } from "./unsubscribe-retries.ts";

/** The parts of one connection that write its subscriptions. */
export interface SubscriptionWriterParts {
  readonly context: StreamContext;
  readonly session: SocketSession;
  readonly host: ControlHost;
  readonly hello: Hello;
  readonly requests: TopicMap<TopicRequest>;
  readonly unsubscribes: UnsubscribeRetries;
  /** Aborted when the connection ends. */
  readonly stopped: AbortSignal;
}

/**
 * Writes the frames of one connection, one at a time, until its requests match the wanted topics. Each frame is chosen when
 * the one before it was sent, so topics may come and go at any time.
 */
export class SubscriptionWriter {
  readonly #parts: SubscriptionWriterParts;
  readonly #keepAlive: NextFrame[];
  readonly #writer: FrameWriter;
  #isWriting = false;

  constructor(parts: SubscriptionWriterParts) {
    const { context, host, stopped } = parts;
    this.#parts = parts;
    this.#keepAlive = keepAliveFrames(context.protocol.keepAlive ?? []);
    this.#writer = new FrameWriter(context, (text) => host.send(text), stopped);
  }

  /** Starts writing, unless it is under way. */
  update(): void {
    if (this.#isWriting || this.#parts.stopped.aborted) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // Topics that are attached or detached in the same turn share frames.
    await Promise.resolve();
    try {
      await this.#parts.hello.say(this.#writer);
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) await this.#write(frame);
    } catch {
      this.#parts.host.fail({ code: "INTERNAL", reason: "CQVX could not subscribe" });
    } finally {
      this.#isWriting = false;
    }
  }

  #next(): NextFrame | undefined {
    const { context, host, hello, requests, unsubscribes, stopped } = this.#parts;
    if (stopped.aborted || !hello.isAccepted) return undefined;
    const nowMs = context.runtime.clock.monotonic();
    return (
      this.#keepAlive.shift() ??
      (nowMs < unsubscribes.atMs ? undefined : nextUnsubscribe(requests)) ??
      nextSubscribe(requests, host.wanted, nowMs)
    );
  }

  async #write(frame: NextFrame): Promise<void> {
    const { context, session, host, requests } = this.#parts;
    const { action, topics, attachments } = frame;
    const channel = topics[0]?.channel ?? "";
    const keys = topics.map(({ key }) => key);
    await this.#writer.send({
      write: () => session.write(action, channel, keys),
      mayBeSent: () => {
        // A topic became unwanted during the signing. The next frame names the others.
        if (attachments.some(({ hasEnded }) => hasEnded)) return false;
        noteRequests(requests, frame, startAnswerTimeout(context, host));
        session.sent?.(action, topics);
        return true;
      },
      failed: (error) => this.#failed(frame, error),
    });
  }

  #failed({ action, attachments }: NextFrame, error: VenueError): void {
    const { host, unsubscribes } = this.#parts;
    if (action === "unsubscribe") unsubscribes.postpone();
    else if (attachments.length > 0) refuseTopics(host, attachments, error);
    // A keep-alive frame failed. After a transient error the next connection tries it again. After a permanent error this
    // connection goes on: the frames of its topics fail for the same reason and report it.
    else if (!isPermanent(error)) host.fail({ code: error.code ?? error.kind, reason: error.reason });
  }
}
