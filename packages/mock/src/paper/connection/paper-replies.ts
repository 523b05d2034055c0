import type { CallContext } from "@cqvx/core";
import { type Effect, type VenueCall, VenueError } from "@cqvx/core/in-memory";
import { awaitReply } from "../../venue/await-reply.ts";
import { createGate, type Gate } from "../../venue/gate.ts";
import type { LocalParts } from "../../venue/local-parts.ts";

/** The connection to the exchange, with its latency and its failures. */
export interface PaperReplies {
  /** Sends a request to the exchange, which carries it out, and returns its reply. */
  to<Result>(call: VenueCall, effect: Effect | undefined, carryOut: () => Result): Promise<Result>;
  /** Waits for the round trip of a subscription. Leaves no timer after the signal aborts. */
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
    // An aborted call does not stop its request, which is already in flight.
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

/** Carries out the work now. The returned function gives its result or throws its error later. */
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
