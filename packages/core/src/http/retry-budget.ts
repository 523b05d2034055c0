/** Retries that a request adds to the budget. */
const RETRIES_A_REQUEST = 0.1;
const MOST_SAVED = 10;

/** Bounds the load that retries add to a venue that is down: one for each ten requests, and ten saved up. */
export interface RetryBudget {
  /** Counts a request that is sent for the first time. */
  deposit(): void;
  /** True when there is enough for a retry. */
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
