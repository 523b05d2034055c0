import type { CapabilityMethod } from "@cqvx/core";
import { type Effect, isVenueError, type VenueCall, VenueError } from "@cqvx/core/in-memory";
import { awaitReply } from "../../venue/await-reply.ts";
import type { LocalParts } from "../../venue/local-parts.ts";
import type { AnswerBooks, Question, Value } from "./answers.ts";
import type { ForeignErrors } from "./foreign-errors.ts";

/** What a method changes at the venue: when such a call ends without a reply, its outcome is unknown. */
const EFFECTS: Readonly<Partial<Record<CapabilityMethod, Effect>>> = {
  placeOrder: "order",
  cancelOrder: "cancel",
  editOrder: "edit",
};

/** The venue's side of a mock: it answers what it was told to answer. */
export interface Replies {
  /** The reply to one call. `complete` makes a whole result of what the test gave. */
  to<Method extends CapabilityMethod, Result>(
    method: Method,
    call: VenueCall,
    question: Question<Method>,
    complete: (value: Value<Method>) => Result,
  ): Promise<Result>;
}

export function createReplies(
  answers: AnswerBooks,
  { latencyMs, runtime }: Pick<LocalParts, "latencyMs" | "runtime">,
  passOn: ForeignErrors["passOn"],
): Replies {
  return {
    to: async (method, call, question, complete) => {
      const { signal } = call.deadline;
      const reply = async () => {
        // Before anything is waited for: calls that overlap are answered in the order in which they were made.
        const answer = answers[method].take();
        if (answer === undefined) throw notConfigured(method, call);
        if (latencyMs > 0) await runtime.clock.sleep(latencyMs, signal);
        const given = await answer(...question, { signal });
        // Nothing becomes of an answer that nobody waits for any more.
        signal.throwIfAborted();
        return complete(readAnswer(given, method, call));
      };
      try {
        return await awaitReply(call, EFFECTS[method], reply);
      } catch (error) {
        if (isVenueError(error)) throw asOf(call, error);
        passOn(call, error);
        throw error;
      }
    },
  };
}

/** What an answer gave. */
function readAnswer<Given>(given: Given | Error, method: CapabilityMethod, call: VenueCall): Given {
  if (given instanceof Error) throw given;
  if (given !== undefined) return given;
  const reason = `not configured: the answer of client.${setterOf(method)}(…) gave nothing`;
  throw new VenueError({ ...call, kind: "unsupported", code: "NOT_CONFIGURED", reason });
}

/** The error as the client would have it for this call. */
function asOf({ venue, operation, orderId, clientOrderId }: VenueCall, error: VenueError): VenueError {
  return error.with({
    venue,
    operation,
    orderId: error.orderId ?? orderId,
    clientOrderId: error.clientOrderId ?? clientOrderId,
  });
}

function notConfigured(method: CapabilityMethod, call: VenueCall): VenueError {
  const reason = `not configured: say with client.${setterOf(method)}(…) what it answers`;
  return new VenueError({ ...call, kind: "unsupported", code: "NOT_CONFIGURED", reason });
}

/** onPlaceOrder, for placeOrder. */
export function setterOf(method: CapabilityMethod): string {
  return `on${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}
