import type { CapabilityMethod } from "@cqvx/core";
import { type Effect, isVenueError, type VenueCall, VenueError } from "@cqvx/core/in-memory";
import { awaitReply } from "../../venue/await-reply.ts";
import type { LocalParts } from "../../venue/local-parts.ts";
import type { AnswerBooks, Question, Value } from "./answers.ts";
import type { ForeignErrors } from "./foreign-errors.ts";

/** The methods that change something at the venue. Without a reply, the outcome of such a call is unknown. */
const EFFECTS: Readonly<Partial<Record<CapabilityMethod, Effect>>> = {
  placeOrder: "order",
  cancelOrder: "cancel",
  editOrder: "edit",
};

/** The venue side of a mock: it replies with the answers that the test has set. */
export interface Replies {
  /** Replies to one call. `complete` turns the test's answer into a complete result. */
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
        // Take the answer before any wait, so that overlapping calls are answered in the order of the calls.
        const answer = answers[method].take();
        if (answer === undefined) throw notConfigured(method, call);
        if (latencyMs > 0) await runtime.clock.sleep(latencyMs, signal);
        const given = await answer(...question, { signal });
        // Drop an answer that no caller waits for.
        signal.throwIfAborted();
        return complete(readAnswer(given, method, call));
      };
      try {
        return await awaitReply(call, EFFECTS[method], reply);
      } catch (error) {
        if (isVenueError(error)) throw forCall(call, error);
        passOn(call, error);
        throw error;
      }
    },
  };
}

/** Reads the value of an answer. Throws when it is an error or missing. */
function readAnswer<Given>(given: Given | Error, method: CapabilityMethod, call: VenueCall): Given {
  if (given instanceof Error) throw given;
  if (given !== undefined) return given;
  const reason = `not configured: the answer of client.${setterOf(method)}(…) is undefined`;
  throw new VenueError({ ...call, kind: "unsupported", code: "NOT_CONFIGURED", reason });
}

/** Copies an error and sets the venue, the operation and the order ids of this call. */
function forCall({ venue, operation, orderId, clientOrderId }: VenueCall, error: VenueError): VenueError {
  return error.with({
    venue,
    operation,
    orderId: error.orderId ?? orderId,
    clientOrderId: error.clientOrderId ?? clientOrderId,
  });
}

function notConfigured(method: CapabilityMethod, call: VenueCall): VenueError {
  const reason = `not configured: set an answer with client.${setterOf(method)}(…)`;
  return new VenueError({ ...call, kind: "unsupported", code: "NOT_CONFIGURED", reason });
}

/** Returns the name of the setter of a method: onPlaceOrder for placeOrder. */
export function setterOf(method: CapabilityMethod): string {
  return `on${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}
