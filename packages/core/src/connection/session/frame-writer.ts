import { isVenueError, type VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import { startDeadline } from "../../http/deadline.ts";
import type { VenueCall } from "../../http/venue-call.ts";
import { type StreamContext, streamError } from "../stream-context.ts";

/** Frames to sign and send. */
export interface Writing {
  /** Signs the frames. */
  readonly write: () => Promise<readonly string[]>;
  /** Called right before the frames are sent. False keeps them back. */
  readonly mayBeSent: () => boolean;
  /** The frames could not be written. Not called once the connection is over. */
  readonly failed: (error: VenueError) => void;
}

/** Kinds of errors that stay the same however often a frame is written. */
const FINAL: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "unsupported", "unauthorized"]);

/** True when it is of no use to write the frame again. */
export function isFinal({ kind }: VenueError): boolean {
  return FINAL.has(kind);
}

/** Signs the frames of one connection and sends them, in turn with everything else that the client signs. */
export class FrameWriter {
  readonly #context: StreamContext;
  readonly #send: (text: string) => void;
  readonly #stopped: AbortSignal;

  constructor(context: StreamContext, send: (text: string) => void, stopped: AbortSignal) {
    this.#context = context;
    this.#send = send;
    this.#stopped = stopped;
  }

  async send({ write, mayBeSent, failed }: Writing): Promise<void> {
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

  /** Another's words are only passed on when they are a `VenueError`'s: others may quote a key. */
  #readError(thrown: unknown): VenueError {
    if (isVenueError(thrown) && isFinal(thrown)) {
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
