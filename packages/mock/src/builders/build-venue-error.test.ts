import { isVenueError, VenueError, type VenueErrorFields, type VenueErrorKind } from "@cqvx/core";
import { expect, test } from "vitest";
import { buildVenueError } from "./build-venue-error.ts";

/** The default fields of each kind. */
const FIELDS: Readonly<Record<VenueErrorKind, Partial<VenueErrorFields>>> = {
  invalidInput: { sent: "no", field: "quantity" },
  unauthorized: { sent: "yes", status: 401 },
  notFound: { sent: "yes", status: 404 },
  rejected: { sent: "yes", code: "INSUFFICIENT_FUND" },
  unsupported: { sent: "no" },
  malformed: { sent: "yes" },
  rateLimited: { sent: "yes", status: 429, retryable: true, retryAfterMs: 1_000 },
  unavailable: { sent: "yes", status: 503, retryable: true },
  timeout: { sent: "maybe", retryable: true },
  outcomeUnknown: { sent: "maybe", code: "TIMEOUT" },
  aborted: { sent: "maybe" },
};

test.each(Object.entries(FIELDS) as [VenueErrorKind, Partial<VenueErrorFields>][])(
  "an error of kind %s has the default fields of the kind",
  (kind, fields) => {
    const error = buildVenueError({ kind });
    expect(error).toBeInstanceOf(VenueError);
    expect(isVenueError(error, kind)).toBe(true);
    expect(error).toMatchObject({ retryable: false, venue: "mock", operation: "placeOrder", ...fields });
    expect(error.reason).not.toBe("");
  },
);

test("the default error is a rejected order", () => {
  expect(buildVenueError()).toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND", sent: "yes" });
});

test("overrides replace the default fields of the kind", () => {
  const fields: Partial<VenueErrorFields> = {
    kind: "rateLimited",
    venue: "coinbase",
    operation: "getOrder",
    reason: "slow down",
    code: "SLOW",
    retryAfterMs: 5,
    orderId: "id",
    retryable: false,
  };
  const error = buildVenueError(fields);
  expect(error).toMatchObject(fields);
  expect(error.message).toBe("[coinbase getOrder] rateLimited SLOW: slow down");
});

test("undefined fields are absent", () => {
  const error = buildVenueError({ kind: undefined as never, code: undefined, status: undefined });
  expect(error.kind).toBe("rejected");
  expect(error).not.toHaveProperty("code");
  expect(error).not.toHaveProperty("status");
});
