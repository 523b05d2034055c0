import { isVenueError, type VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import { startDeadline } from "../../http/deadline.ts";
import type { VenueCall } from "../../http/venue-call.ts";
import { type StreamContext, streamError } from "../topics/stream-context.ts";

/** Signs the frames of one connection and sends them. They take turns with everything else that the client signs. */
export class FrameWriter {
  readonly #context: StreamContext;
  readonly #send: (text: string) => void;
  readonly #stopped: AbortSignal;

  constructor(context: StreamContext, send: (text: string) => void, stopped: AbortSignal) {
    this.#context = context;
    this.#send = send;
    this.#stopped = stopped;
  }

  async send({ write, mayBeSent, failed }: FramesToSend): Promise<void> {
    const { venue, runtime, limits, inTurn } = this.#context;
    const deadline = startDeadline(runtime.clock, { timeoutMs: limits.confirmMs, signal: this.#stopped });
    const call: VenueCall = { venue, operation: "stream", deadline };
    try {
      await inTurn(call, async () => {
        const texts = await deadline.race(write());
        if (this.#stopped.aborted || !mayBeSent()) return;
        for (const text of texts) this.#send(text);
      });
    } catch (error) {
      if (!this.#stopped.aborted) failed(this.#readError(error));
    } finally {
      deadline.dispose();
    }
  }

  /** Keeps the reason of a permanent `VenueError` only. Any other error's message may quote a key. */
  #readError(thrown: unknown): VenueError {
    if (isVenueError(thrown) && isPermanent(thrown)) {
      const { kind, code, reason } = thrown;
      return streamError(this.#context, { kind, code, reason });
    }
    return streamError(this.#context, {
      kind: "unavailable",
      code: (isVenueError(thrown) ? thrown.code : undefined) ?? "SIGNING_FAILED",
      reason: "a subscription could not be signed",
    });
  }
}

/** Frames to sign and send. */
export interface FramesToSend {
  /** Signs and returns the frames. */
  readonly write: () => Promise<readonly string[]>;
  /** Called right before the frames are sent. Returns false to discard them. */
  readonly mayBeSent: () => boolean;
  /** The frames could not be written. Not called once the connection has ended. */
  readonly failed: (error: VenueError) => void;
}

/** Kinds of errors that repeat each time a frame is written. */
const PERMANENT: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "unsupported", "unauthorized"]);

/** Returns true when writing the frame again would fail in the same way. */
export function isPermanent({ kind }: VenueError): boolean {
  return PERMANENT.has(kind);
}
