import type { VenueError } from "../../errors/venue-error.ts";
import type { SocketSession, StreamRefusal } from "../protocol/socket-protocol.ts";
import { type StreamContext, streamError } from "../topics/stream-context.ts";
import type { Loss } from "../topics/topic-sink.ts";
import { type ControlHost, startAnswerTimeout } from "./control-host.ts";
import { type FrameWriter, isPermanent } from "./frame-writer.ts";

/** The first frame of a connection, for a venue that needs one, and the answer to it. */
export class Hello {
  readonly #context: StreamContext;
  readonly #session: SocketSession;
  readonly #host: ControlHost;
  readonly #stopped: AbortSignal;
  #state: "due" | "sent" | "accepted";
  #answerByMs = Number.POSITIVE_INFINITY;

  constructor(context: StreamContext, session: SocketSession, host: ControlHost, stopped: AbortSignal) {
    this.#context = context;
    this.#session = session;
    this.#host = host;
    this.#stopped = stopped;
    this.#state = session.open === undefined ? "accepted" : "due";
  }

  /** True when the connection is usable: the hello was accepted, or the venue needs none. */
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
        this.#answerByMs = startAnswerTimeout(this.#context, this.#host);
        return true;
      },
      failed: (error) => {
        if (isPermanent(error)) this.#refuseAll(error);
        this.#fail({ code: error.code ?? error.kind, reason: error.reason });
      },
    });
  }

  /** Processes the venue's answer. Returns true when it makes the connection usable. */
  answer(hello: "accepted" | StreamRefusal): boolean {
    if (this.#state !== "sent") return false;
    this.#answerByMs = Number.POSITIVE_INFINITY;
    if (hello === "accepted") {
      this.#state = "accepted";
      return true;
    }
    const { kind, code = "REFUSED", reason } = hello;
    if (kind === "unauthorized") this.#context.unauthorized();
    this.#refuseAll(streamError(this.#context, { kind, code, reason, sent: "yes" }));
    this.#fail({ code, reason });
    return false;
  }

  /** Refuses all topics, because none can be subscribed on this connection. */
  #refuseAll(error: VenueError): void {
    for (const attachment of this.#host.wanted.values()) this.#host.refused(attachment, error);
  }

  /** Ends the connection, unless a refusal of its last topic has closed it already. */
  #fail(loss: Loss): void {
    if (!this.#stopped.aborted) this.#host.fail(loss);
  }
}
