const RETRIES_A_REQUEST = 0.1;
const MOST_SAVED = 10;

/** Bounds what retries add to the load of a venue that is down: a part of the requests, and a few saved up. */
export interface RetryBudget {
  /** A request is sent for the first time. */
  deposit(): void;
  /** Whether there is enough for a retry. */
  has(): boolean;
  spend(): void;
}

export function createRetryBudget(): RetryBudget {
  let saved = MOST_SAVED;
  return {
    deposit: () => {
      saved = Math.min(saved + RETRIES_A_REQUEST, MOST_SAVED);
    },
    has: () => saved >= 1,
    spend: () => {
      saved -= 1;
    },
  };
}
