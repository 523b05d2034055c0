import { type Effect, readAttemptFailure, startAttempt, type VenueCall } from "@cqvx/core/in-memory";

/**
 * Waits for a reply that is made here. When the call ends before it is there, the error is that of a request on its way:
 * for what changes something at the venue, the outcome is unknown.
 */
export async function awaitReply<Result>(
  call: VenueCall,
  effect: Effect | undefined,
  reply: () => Promise<Result>,
): Promise<Result> {
  const { deadline } = call;
  const attempt = startAttempt(call, effect);
  try {
    // Before anything is done for a call that is over already.
    deadline.signal.throwIfAborted();
    attempt.sent = "maybe";
    return await deadline.race(reply());
  } catch (error) {
    // Any other error is the reply.
    if (!deadline.signal.aborted || error !== deadline.signal.reason) throw error;
    throw readAttemptFailure(error, attempt);
  }
}
