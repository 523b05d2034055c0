import type { VenueError } from "../../errors/venue-error.ts";
import { type StreamContext, streamError } from "../stream-context.ts";
import type { Loss } from "../topic-sink.ts";
import { type FrameWriter, isFinal } from "./frame-writer.ts";
import type { SocketSession, StreamRefusal } from "./socket-protocol.ts";

/** The connection that a hello is for. */
export interface HelloHost {
  /** Returns when an answer to what is sent now is overdue. */
  answerByMs(): number;
  /** Nothing can be subscribed on this connection: its topics are refused. */
  refuseAll(error: VenueError): void;
  /** Ends the connection. */
  fail(loss: Loss): void;
}

/** The first frame of a connection, where its venue wants one, and the answer to it. */
export class Hello {
  readonly #context: StreamContext;
  readonly #session: SocketSession;
  readonly #host: HelloHost;
  #state: "due" | "sent" | "accepted";
  #answerByMs = Number.POSITIVE_INFINITY;

  constructor(context: StreamContext, session: SocketSession, host: HelloHost) {
    this.#context = context;
    this.#session = session;
    this.#host = host;
    this.#state = session.open === undefined ? "accepted" : "due";
  }

  /** True when the connection may be used: the hello was accepted, or none is wanted. */
  get isAccepted(): boolean {
    return this.#state === "accepted";
  }

  /** The monotonic time by which the venue has to answer; infinite when it owes no answer. */
  get answerByMs(): number {
    return this.#answerByMs;
  }

  /** Sends the hello, once. */
  async say(writer: FrameWriter): Promise<void> {
    const session = this.#session;
    if (this.#state !== "due") return;
    await writer.send({
      write: async () => (session.open === undefined ? [] : [await session.open()]),
      mayBeSent: () => {
        this.#state = "sent";
        this.#answerByMs = this.#host.answerByMs();
        return true;
      },
      failed: (error) => this.#failed(error),
    });
  }

  /** Takes the venue's answer. True when that makes the connection usable. */
  answer(hello: "accepted" | StreamRefusal): boolean {
    if (this.#state !== "sent") return false;
    this.#answerByMs = Number.POSITIVE_INFINITY;
    if (hello === "accepted") {
      this.#state = "accepted";
      return true;
    }
    const { kind, code = "REFUSED", reason } = hello;
    if (kind === "unauthorized") this.#context.unauthorized();
    this.#host.refuseAll(streamError(this.#context, { kind, code, reason, sent: "yes" }));
    this.#host.fail({ code, reason });
    return false;
  }

  #failed(error: VenueError): void {
    if (isFinal(error)) this.#host.refuseAll(error);
    this.#host.fail({ code: error.code ?? error.kind, reason: error.reason });
  }
}
