import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import { Alarm } from "../alarm.ts";
import type { Attachment } from "../attachment.ts";
import type { SocketEnd } from "../socket/socket-end.ts";
import { StreamSocket } from "../socket/stream-socket.ts";
import type { StreamContext } from "../stream-context.ts";
import type { TopicMap } from "../topic-map.ts";
import type { Loss } from "../topic-sink.ts";
import { ControlFrames, type ControlFramesHost } from "./control-frames.ts";
import { KeptSecrets } from "./kept-secrets.ts";
import type {
  RefusedTopics,
  SocketSession,
  StreamAnswer,
  StreamMessage,
  TopicEvents,
} from "./socket-protocol.ts";

/** How a session ended, and how it had gone. */
export interface SessionEnd extends SocketEnd {
  /** How long frames came. */
  readonly stableMs: number;
  readonly wasOpen: boolean;
  /** The venue had confirmed something. */
  readonly wasConfirmed: boolean;
}

/** Whom a session works for. */
export interface SessionHost {
  readonly wanted: TopicMap<Attachment>;
  /** Comes once, unless the session was closed. */
  ended(end: SessionEnd): void;
  refused(attachment: Attachment, error: VenueError): void;
  broken(attachment: Attachment, loss: Loss): void;
}

/**
 * One socket from its first byte to its last: what is counted, asked and confirmed on it dies with it, so nothing of an
 * old socket can reach a new one.
 */
export class StreamSession {
  readonly #context: StreamContext;
  readonly #host: SessionHost;
  readonly #session: SocketSession;
  readonly #secrets = new KeptSecrets();
  readonly #socket: StreamSocket;
  readonly #control: ControlFrames;
  readonly #alarm: Alarm;
  #isOver = false;
  #isOpen = false;
  #openedAtMs = 0;
  #lastFrameMs = 0;
  #pingAtMs = Number.POSITIVE_INFINITY;
  #nextSequence = 0;

  constructor(context: StreamContext, host: SessionHost) {
    this.#context = context;
    this.#host = host;
    const { protocol, url, runtime, limits } = context;
    this.#session = protocol.createSession({
      venue: context.venue,
      host: context.host,
      sign: async (frame) => {
        const signature = await context.sign(frame);
        this.#secrets.keep(signature);
        return signature;
      },
    });
    this.#alarm = new Alarm(runtime.clock, () => this.#ring());
    const controlHost: ControlFramesHost = {
      wanted: host.wanted,
      send: (text) => this.#socket.send(text),
      fail: (loss) => this.#fail(loss),
      refused: (attachment, error) => host.refused(attachment, error),
      broken: (attachment, loss) => host.broken(attachment, loss),
      ringBy: (dueMs) => this.#alarm.by(dueMs),
      welcomed: () => this.#pingLater(this.#context.runtime.clock.monotonic()),
    };
    this.#control = new ControlFrames(context, this.#session, controlHost);
    this.#socket = new StreamSocket(url, runtime, limits, {
      opened: () => this.#guard(() => this.#open()),
      message: (text) => this.#read(text),
      ended: (end) => this.#end(end),
    });
  }

  /** Something is wanted, or is not any more. */
  update(): void {
    if (this.#isOpen) this.#control.update();
  }

  /** Asks the session to look again at a monotonic time. */
  ringBy(dueMs: number): void {
    if (this.#isOpen) this.#alarm.by(dueMs);
  }

  /** Resolves when the socket is gone. */
  close(): Promise<void> {
    this.#stop();
    return this.#socket.close();
  }

  /** Cuts the connection, also in the middle of a close. */
  drop(): void {
    this.#stop();
    this.#socket.drop();
  }

  #open(): void {
    const nowMs = this.#context.runtime.clock.monotonic();
    this.#isOpen = true;
    this.#openedAtMs = nowMs;
    this.#lastFrameMs = nowMs;
    this.#control.start();
    this.#alarm.by(this.#ring());
  }

  #ring(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    this.#guard(() => {
      const nowMs = this.#context.runtime.clock.monotonic();
      if (this.#isSilent(nowMs)) return this.#fail(this.#silence());
      if (nowMs >= this.#pingAtMs) this.#ping(nowMs);
      const silentAtMs = this.#lastFrameMs + this.#context.protocol.silenceMs;
      dueMs = Math.min(this.#control.ring(nowMs), silentAtMs, this.#pingAtMs);
    });
    return dueMs;
  }

  #ping(nowMs: number): void {
    const text = this.#session.ping?.();
    if (text !== undefined) this.#socket.send(text);
    this.#pingLater(nowMs);
  }

  #pingLater(nowMs: number): void {
    const { pingMs } = this.#context.protocol;
    if (pingMs === undefined) return;
    this.#pingAtMs = nowMs + pingMs;
    this.#alarm.by(this.#pingAtMs);
  }

  /** Every message comes this way: no promise, no closure and no timer for one. */
  #read(text: string): void {
    const nowMs = this.#context.runtime.clock.monotonic();
    // After a pause of the whole process frames can come before the alarm: they are old, and more may be missing.
    if (this.#isSilent(nowMs)) {
      this.#fail(this.#silence());
      return;
    }
    try {
      const messages = this.#session.read(text);
      if (messages.length === 0) this.#lastFrameMs = nowMs;
      for (const message of messages) {
        if (this.#isOver) return;
        this.#take(message, nowMs);
      }
    } catch (error) {
      const reason = error instanceof MalformedReply ? error.message : "CQVX could not read a message";
      this.#fail(this.#secrets.maskLoss({ code: "MALFORMED", reason }));
    }
  }

  #take(message: StreamMessage, nowMs: number): void {
    if (message.sequence !== undefined && !this.#isNext(message.sequence)) return;
    this.#lastFrameMs = nowMs;
    const { reply, hello, answer, refusal, data } = message;
    if (reply !== undefined) this.#socket.send(reply);
    if (hello !== undefined) this.#control.welcome(hello === "accepted" ? hello : this.#secrets.mask(hello));
    if (answer !== undefined) this.#control.answer(this.#masked(answer));
    if (refusal !== undefined) this.#control.complain(this.#secrets.mask(refusal));
    if (data !== undefined) for (const events of data) this.#deliver(events, message);
  }

  #masked({ refused, ...answer }: StreamAnswer): StreamAnswer {
    const mask = (each: RefusedTopics): RefusedTopics => ({
      ...each,
      refusal: this.#secrets.mask(each.refusal),
    });
    return { ...answer, refused: refused?.map(mask) };
  }

  /** Before anything else of a message is looked at. A number that was there already is late or doubled: it says nothing. */
  #isNext(sequence: number): boolean {
    if (sequence === this.#nextSequence) {
      this.#nextSequence += 1;
      return true;
    }
    if (!(sequence < this.#nextSequence)) {
      this.#fail({ code: "GAP", reason: `expected message ${this.#nextSequence}, got ${sequence}` });
    }
    return false;
  }

  #deliver({ channel, key, events }: TopicEvents, message: StreamMessage): void {
    if (this.#isOver) return;
    const request = this.#control.find(channel, key);
    // A first snapshot may come before the answer to the subscription.
    if (request === undefined || (request.state !== "confirmed" && request.state !== "requested")) return;
    const { attachment } = request;
    if (attachment === undefined || attachment.isOver) return;
    const loss = attachment.receive(events, message);
    if (loss === undefined) return;
    request.state = "leaving";
    this.#host.broken(attachment, this.#secrets.maskLoss(loss));
    this.#control.update();
  }

  #isSilent(nowMs: number): boolean {
    return nowMs - this.#lastFrameMs >= this.#context.protocol.silenceMs;
  }

  #silence(): Loss {
    const { silenceMs } = this.#context.protocol;
    return { code: "SILENCE", reason: `nothing was received for ${silenceMs} ms` };
  }

  #fail(loss: Loss): void {
    this.#socket.drop();
    this.#end(loss);
  }

  #end(end: SocketEnd): void {
    if (this.#isOver) return;
    this.#stop();
    this.#host.ended({
      ...end,
      stableMs: this.#lastFrameMs - this.#openedAtMs,
      wasOpen: this.#isOpen,
      wasConfirmed: this.#control.wasConfirmed,
    });
  }

  #stop(): void {
    this.#isOver = true;
    this.#alarm.stop();
    this.#control.stop();
  }

  /** What a socket or a timer calls must not throw: that would end the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch {
      this.#fail({ code: "INTERNAL", reason: "CQVX could not keep the connection" });
    }
  }
}
