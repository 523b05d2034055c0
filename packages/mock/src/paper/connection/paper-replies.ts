import type { CallContext } from "@cqvx/core";
import { type Effect, type VenueCall, VenueError } from "@cqvx/core/in-memory";
import { awaitReply } from "../../venue/await-reply.ts";
import { createGate, type Gate } from "../../venue/gate.ts";
import type { LocalParts } from "../../venue/local-parts.ts";

/** The way to the exchange and back: it takes time, and may be cut. */
export interface PaperReplies {
  /** Brings a request to the exchange, which carries it out, and the reply back. */
  to<Result>(call: VenueCall, effect: Effect | undefined, carryOut: () => Result): Promise<Result>;
  /** The same way for a subscription. Leaves no timer once the signal aborts. */
  journey(signal: AbortSignal): Promise<void>;
  checkUp(call: CallContext): void;
  hold(): void;
  release(): void;
  takeDown(): void;
  bringUp(): void;
}

export function createPaperReplies({
  latencyMs,
  runtime,
}: Pick<LocalParts, "latencyMs" | "runtime">): PaperReplies {
  let isDown = false;
  let held: Gate | undefined;

  const travel = async (ms: number, signal: AbortSignal): Promise<void> => {
    // Whoever gives up does not stop what is on its way.
    if (ms > 0) await runtime.clock.sleep(ms, signal).catch(() => {});
  };
  const checkUp = (call: CallContext): void => {
    if (isDown) throw new VenueError({ ...call, ...DOWN });
  };

  return {
    to: (call, effect, carryOut) =>
      awaitReply(call, effect, async () => {
        const { signal } = call.deadline;
        await travel(latencyMs / 2, signal);
        checkUp(call);
        const readOutcome = outcomeOf(carryOut);
        await travel(latencyMs / 2, signal);
        await held?.opened;
        return readOutcome();
      }),
    journey: async (signal) => {
      await travel(latencyMs, signal);
      await held?.opened;
    },
    checkUp,
    hold: () => {
      held ??= createGate();
    },
    release: () => {
      held?.open();
      held = undefined;
    },
    takeDown: () => {
      isDown = true;
    },
    bringUp: () => {
      isDown = false;
    },
  };
}

const DOWN = {
  kind: "unavailable",
  code: "VENUE_DOWN",
  reason: "the exchange is down",
  sent: "no",
  retryable: true,
} as const;

/** Does it now, and gives what tells of it later. */
function outcomeOf<Result>(carryOut: () => Result): () => Result {
  try {
    const result = carryOut();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
