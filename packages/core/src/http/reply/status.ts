import type { VenueErrorKind } from "../../errors/venue-error.ts";

/** What an HTTP status means before the venue's own words are read. */
export interface StatusMeaning {
  readonly kind: VenueErrorKind;
  readonly retryable: boolean;
  /** The request was certainly not carried out. Only a 4xx says so, and not each of them. */
  readonly notCarriedOut: boolean;
}

const MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  401: { kind: "unauthorized", retryable: false, notCarriedOut: true },
  403: { kind: "unauthorized", retryable: false, notCarriedOut: true },
  404: { kind: "notFound", retryable: false, notCarriedOut: true },
  408: { kind: "timeout", retryable: true, notCarriedOut: false },
  429: { kind: "rateLimited", retryable: true, notCarriedOut: false },
};

const OTHER_4XX: StatusMeaning = { kind: "rejected", retryable: false, notCarriedOut: true };
const OTHER_5XX: StatusMeaning = { kind: "unavailable", retryable: true, notCarriedOut: false };
const NEITHER: StatusMeaning = { kind: "malformed", retryable: false, notCarriedOut: false };

export function meaningOfStatus(status: number): StatusMeaning {
  const family = Math.floor(status / 100);
  return MEANINGS[status] ?? (family === 4 ? OTHER_4XX : family === 5 ? OTHER_5XX : NEITHER);
}
