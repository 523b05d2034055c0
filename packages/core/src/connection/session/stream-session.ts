import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import type { SocketSession, StreamMessage, TopicEvents } from "../protocol/socket-protocol.ts";
import { TopicMap } from "../protocol/topic-map.ts";
import { Alarm } from "../socket/alarm.ts";
import type { SocketEnd } from "../socket/socket-end.ts";
import { StreamSocket } from "../socket/stream-socket.ts";
import type { Attachment } from "../topics/attachment.ts";
import type { StreamContext } from "../topics/stream-context.ts";
import type { Loss } from "../topics/topic-sink.ts";
import { ControlFrames } from "./control-frames.ts";
import type { ControlHost } from "./control-host.ts";
import { KeptSecrets } from "./kept-secrets.ts";
import { Liveness } from "./liveness.ts";
import type { TopicRequest } from "./next-frame.ts";

/** The end of a session, with the facts about its life. */
export interface SessionEnd extends SocketEnd {
  /** Milliseconds from the opening to the last frame. */
  readonly stableMs: number;
  readonly wasOpen: boolean;
  /** True when the venue had accepted a hello or a topic. */
  readonly wasConfirmed: boolean;
}

/** The owner of a session. */
export interface SessionHost {
  readonly wanted: TopicMap<Attachment>;
  /** Called once, unless the session was closed. */
  ended(end: SessionEnd): void;
  refused(attachment: Attachment, error: VenueError): void;
  broken(attachment: Attachment, loss: Loss): void;
}

/**
 * One socket from its first byte to its last. Its counters, requests and confirmations end with it, so nothing of an old
 * socket can reach a new one.
 */
export class StreamSession {
  readonly #context: StreamContext;
  readonly #host: SessionHost;
  readonly #session: SocketSession;
  readonly #secrets = new KeptSecrets();
  readonly #liveness: Liveness;
  readonly #requests = new TopicMap<TopicRequest>();
  readonly #socket: StreamSocket;
  readonly #control: ControlFrames;
  readonly #alarm: Alarm;
  #hasEnded = false;
  #isOpen = false;
  #nextSequence = 0;

  constructor(context: StreamContext, host: SessionHost) {
    this.#context = context;
    this.#host = host;
    const { protocol, url, runtime, limits } = context;
    this.#liveness = new Liveness(protocol);
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
    const controlHost: ControlHost = {
      wanted: host.wanted,
      send: (text) => this.#socket.send(text),
      fail: (loss) => this.#fail(loss),
      refused: (attachment, error) => host.refused(attachment, error),
      broken: (attachment, loss) => host.broken(attachment, loss),
      ringBy: (dueMs) => this.#alarm.by(dueMs),
      welcomed: () => this.#schedulePing(this.#context.runtime.clock.monotonic()),
    };
    this.#control = new ControlFrames(context, this.#session, controlHost, this.#requests);
    this.#socket = new StreamSocket(url, runtime, limits, {
      opened: () => this.#guard(() => this.#open()),
      message: (text) => this.#read(text),
      ended: (end) => this.#end(end),
    });
  }

  /** Writes the frames for topics that became wanted or unwanted. */
  update(): void {
    if (this.#isOpen) this.#control.update();
  }

  /** Makes the session check its topics at this monotonic time. */
  ringBy(dueMs: number): void {
    if (this.#isOpen) this.#alarm.by(dueMs);
  }

  /** Resolves when the socket is closed. */
  close(): Promise<void> {
    this.#stop();
    return this.#socket.close();
  }

  /** Cuts the connection, also during a close. */
  drop(): void {
    this.#stop();
    this.#socket.drop();
  }

  #open(): void {
    this.#isOpen = true;
    this.#liveness.open(this.#context.runtime.clock.monotonic());
    this.#control.start();
    this.#alarm.by(this.#ring());
  }

  #ring(): number {
    let dueMs = Number.POSITIVE_INFINITY;
    this.#guard(() => {
      const nowMs = this.#context.runtime.clock.monotonic();
      if (this.#liveness.isSilent(nowMs)) return this.#fail(this.#silence());
      if (this.#liveness.isPingDue(nowMs)) this.#ping(nowMs);
      dueMs = Math.min(this.#control.ring(nowMs), this.#liveness.dueMs);
    });
    return dueMs;
  }

  #ping(nowMs: number): void {
    const text = this.#session.ping?.();
    if (text !== undefined) this.#socket.send(text);
    this.#schedulePing(nowMs);
  }

  #schedulePing(nowMs: number): void {
    this.#liveness.schedulePing(nowMs);
    this.#alarm.by(this.#liveness.pingAtMs);
  }

  /** Reads a frame. The path of every message: it creates no promise, no closure and no timer. */
  #read(text: string): void {
    const nowMs = this.#context.runtime.clock.monotonic();
    // After a pause of the whole process, old frames can come before the alarm rings, and others may be missing.
    if (this.#liveness.isSilent(nowMs)) {
      this.#fail(this.#silence());
      return;
    }
    try {
      const messages = this.#session.read(text);
      if (messages.length === 0) this.#liveness.receive(nowMs);
      for (const message of messages) {
        if (this.#hasEnded) return;
        this.#handle(message, nowMs);
      }
    } catch (error) {
      const reason = error instanceof MalformedReply ? error.message : "CQVX could not read a message";
      this.#fail(this.#secrets.maskLoss({ code: "MALFORMED", reason }));
    }
  }

  #handle(message: StreamMessage, nowMs: number): void {
    if (message.sequence !== undefined && !this.#isNext(message.sequence)) return;
    this.#liveness.receive(nowMs);
    const { reply, hello, answer, refusal, data } = message;
    if (reply !== undefined) this.#socket.send(reply);
    if (hello !== undefined) this.#control.welcome(hello === "accepted" ? hello : this.#secrets.mask(hello));
    if (answer !== undefined) this.#control.answer(this.#secrets.maskAnswer(answer));
    if (refusal !== undefined) this.#control.complain(this.#secrets.mask(refusal));
    if (data !== undefined) for (const events of data) this.#deliver(events, message);
  }

  /**
   * Checks a message's number, before anything else of the message is used. A gap ends the connection. A known number belongs
   * to a late or doubled message, which is ignored.
   */
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
    if (this.#hasEnded) return;
    const request = this.#requests.get(channel, key);
    // A first snapshot may come before the answer to the subscription.
    if (request === undefined || (request.state !== "confirmed" && request.state !== "requested")) return;
    const { attachment } = request;
    if (attachment === undefined || attachment.hasEnded) return;
    const loss = attachment.receive(events, message);
    if (loss === undefined) return;
    request.state = "leaving";
    this.#host.broken(attachment, this.#secrets.maskLoss(loss));
    this.#control.update();
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
    if (this.#hasEnded) return;
    this.#stop();
    this.#host.ended({
      ...end,
      stableMs: this.#liveness.stableMs,
      wasOpen: this.#isOpen,
      wasConfirmed: this.#control.wasConfirmed,
    });
  }

  #stop(): void {
    this.#hasEnded = true;
    this.#alarm.stop();
    this.#control.stop();
  }

  /** Runs the work of a socket or a timer. An error ends the connection, because one that escapes would end the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch {
      this.#fail({ code: "INTERNAL", reason: "CQVX could not keep the connection" });
    }
  }
}
