import type { PermitRequest, RateFeedback, RateLimiter } from "../../contract/rate-limit.ts";

/** A limiter that always has a free slot, and records its calls. */
export interface RecordingLimiter {
  readonly limiter: RateLimiter;
  readonly requests: readonly PermitRequest[];
  /** The calls in order: "acquire", "sent", "finish" and "release". */
  readonly events: readonly string[];
  readonly feedback: readonly (RateFeedback | undefined)[];
}

export function createRecordingLimiter(onAcquire: () => Promise<void> = async () => {}): RecordingLimiter {
  const requests: PermitRequest[] = [];
  const events: string[] = [];
  const feedback: (RateFeedback | undefined)[] = [];
  const limiter: RateLimiter = {
    acquire: async (request) => {
      requests.push(request);
      events.push("acquire");
      await onAcquire();
      return {
        isGranted: true,
        sent: () => void events.push("sent"),
        finish: (reply) => {
          events.push("finish");
          feedback.push(reply);
        },
        release: () => void events.push("release"),
      };
    },
  };
  return { limiter, requests, events, feedback };
}
