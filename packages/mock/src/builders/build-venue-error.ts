import type { VenueErrorFields, VenueErrorKind } from "@cqvx/core";
import { VenueError } from "@cqvx/core/in-memory";

type KindFields = Pick<VenueErrorFields, "reason" | "sent"> & Partial<VenueErrorFields>;

/** The default fields of each kind. */
const BY_KIND: Readonly<Record<VenueErrorKind, KindFields>> = {
  invalidInput: { reason: "quantity must be a decimal string", sent: "no", field: "quantity" },
  unauthorized: { reason: "the venue refused the credentials", sent: "yes", status: 401 },
  notFound: { reason: "the venue has no such order", sent: "yes", status: 404 },
  rejected: { reason: "the available balance is too small", sent: "yes", code: "INSUFFICIENT_FUND" },
  unsupported: { reason: "the venue does not support this", sent: "no" },
  malformed: { reason: "the reply is not JSON", sent: "yes", status: 200 },
  rateLimited: {
    reason: "too many requests",
    sent: "yes",
    status: 429,
    retryable: true,
    retryAfterMs: 1_000,
  },
  unavailable: { reason: "the venue answered 503", sent: "yes", status: 503, retryable: true },
  timeout: { reason: "the deadline passed", sent: "maybe", retryable: true },
  outcomeUnknown: {
    reason: "the outcome of the order is unknown: the deadline passed",
    sent: "maybe",
    code: "TIMEOUT",
  },
  aborted: { reason: "the caller aborted", sent: "maybe" },
};

/**
 * Builds an error as a venue's client would throw it. Default: a rejected order. Status, `sent`, `retryable` and similar
 * fields follow from the kind. When the mock answers with it, the mock sets `operation` and the ids of the order.
 */
export function buildVenueError(overrides: Partial<VenueErrorFields> = {}): VenueError {
  const { kind = "rejected" } = overrides;
  return new VenueError({ venue: "mock", operation: "placeOrder", ...BY_KIND[kind], ...overrides, kind });
}
