import { type Effect, readAttemptFailure, startAttempt, type VenueCall } from "@cqvx/core/in-memory";

/**
 * Waits for a reply that is made in memory. When the call ends before the reply, the error is the one of a request in
 * flight: a call that changes something at the venue ends as `outcomeUnknown`.
 */
export async function awaitReply<Result>(
  call: VenueCall,
  effect: Effect | undefined,
  reply: () => Promise<Result>,
): Promise<Result> {
  const { deadline } = call;
  const attempt = startAttempt(call, effect);
  try {
    // Do nothing for a call that has already ended.
    deadline.signal.throwIfAborted();
    attempt.sent = "maybe";
    return await deadline.race(reply());
  } catch (error) {
    // Any other error is the venue's reply.
    if (!deadline.signal.aborted || error !== deadline.signal.reason) throw error;
    throw readAttemptFailure(error, attempt);
  }
}
