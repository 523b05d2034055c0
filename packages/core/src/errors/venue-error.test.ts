import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { everythingOf } from "../testdata/everything-of.ts";
import { invalidInput, unsupported } from "./invalid-input.ts";
import { MalformedReply } from "./malformed-reply.ts";
import { isVenueError, VenueError, type VenueErrorFields } from "./venue-error.ts";

const REJECTED: VenueErrorFields = {
  kind: "rejected",
  venue: "coinbase",
  operation: "placeOrder",
  code: "INSUFFICIENT_FUND",
  reason: "not enough USD",
};

const FULL: Required<VenueErrorFields> = {
  ...REJECTED,
  kind: "rateLimited",
  code: "SLOW_DOWN",
  field: "quantity",
  status: 429,
  retryable: true,
  retryAfterMs: 1500,
  sent: "yes",
  orderId: "order-1",
  clientOrderId: "client-1",
  requestId: "request-1",
};

describe("the message", () => {
  test("names the venue, the operation, the kind, the code and the reason", () => {
    expect(new VenueError(REJECTED).message).toBe(
      "[coinbase placeOrder] rejected INSUFFICIENT_FUND: not enough USD",
    );
    expect(String(new VenueError(REJECTED))).toMatch(/^VenueError: \[coinbase placeOrder\]/);
  });

  test("has no gap when there is no code", () => {
    const { code: _, ...fields } = REJECTED;
    expect(new VenueError(fields).message).toBe("[coinbase placeOrder] rejected: not enough USD");
  });
});

describe("the fields", () => {
  test("are the given ones", () => {
    const { reason: _, ...fields } = FULL;
    expect(new VenueError(FULL)).toMatchObject(fields);
  });

  test("default to not sent and not retryable", () => {
    expect(new VenueError(REJECTED)).toMatchObject({ sent: "no", retryable: false });
  });

  test("appear neither in JSON nor on a console when they are absent", () => {
    for (const fields of [REJECTED, { ...REJECTED, code: undefined, field: undefined, status: undefined }]) {
      const error = new VenueError(fields);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("undefined");
      expect(JSON.stringify(error)).not.toContain("undefined");
      expect("status" in error).toBe(false);
      expect(Object.keys(error)).not.toContain("clientOrderId");
    }
  });

  test("all appear in JSON, with the message", () => {
    const error = new VenueError(FULL);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "VenueError",
      message: error.message,
      ...FULL,
    });
  });

  test("never include a cause", () => {
    expect("cause" in new VenueError(FULL)).toBe(false);
  });

  test("exclude unknown fields, such as headers", () => {
    const extra = { ...REJECTED, headers: { authorization: "canaryvalue" }, cause: new Error("canaryvalue") };
    expect(everythingOf(new VenueError(extra))).not.toContain("canaryvalue");
  });
});

describe("with", () => {
  test("returns a new error with the changed fields and a matching message", () => {
    const before = new VenueError(FULL);
    const after = before.with({ operation: "cancelOrder", kind: "unavailable" });
    expect(after.toJSON()).toEqual({
      ...FULL,
      name: "VenueError",
      kind: "unavailable",
      operation: "cancelOrder",
      message: "[coinbase cancelOrder] unavailable SLOW_DOWN: not enough USD",
    });
    expect(before.operation).toBe("placeOrder");
    expect(isVenueError(after, "unavailable")).toBe(true);
  });
});

describe("isVenueError", () => {
  test("recognises the errors of this copy, also by kind", () => {
    const error: unknown = new VenueError(REJECTED);
    expect(isVenueError(error)).toBe(true);
    expect(isVenueError(error, "rejected")).toBe(true);
    expect(isVenueError(error, "unavailable")).toBe(false);
  });

  test("recognises the errors of another installed copy, unlike instanceof", () => {
    class VenueErrorOfAnotherCopy extends Error {
      readonly kind = "timeout";
    }
    const error: unknown = Object.defineProperty(
      new VenueErrorOfAnotherCopy(),
      Symbol.for("@cqvx/core/VenueError"),
      { value: true },
    );
    expect(error instanceof VenueError).toBe(false);
    expect(isVenueError(error)).toBe(true);
    expect(isVenueError(error, "timeout")).toBe(true);
    expect(isVenueError(error, "rejected")).toBe(false);
  });

  test("returns false for any other value", () => {
    const lookalike = { ...new VenueError(REJECTED), name: "VenueError" };
    for (const value of [new Error("x"), lookalike, null, undefined, "rejected", 0, {}, [], () => {}]) {
      expect(isVenueError(value)).toBe(false);
    }
  });
});

describe("errors about arguments", () => {
  const call = { venue: "prime", operation: "getOrder", clientOrderId: "client-1" };

  test("name the field and say that nothing was sent", () => {
    expect(invalidInput(call, "price", "is required", "SOME_CODE")).toMatchObject({
      kind: "invalidInput",
      field: "price",
      code: "SOME_CODE",
      sent: "no",
      retryable: false,
      clientOrderId: "client-1",
      message: "[prime getOrder] invalidInput SOME_CODE: price is required",
    });
  });

  test("name a feature that the venue does not support", () => {
    expect(unsupported(call, "no such stream", "depth")).toMatchObject({
      kind: "unsupported",
      field: "depth",
      sent: "no",
      message: "[prime getOrder] unsupported: no such stream",
    });
    expect("field" in unsupported(call, "no such stream")).toBe(false);
  });
});

test("a MalformedReply has a reason and an optional code", () => {
  expect(new MalformedReply("orders[3] is missing")).toMatchObject({
    name: "MalformedReply",
    message: "orders[3] is missing",
    code: undefined,
  });
  expect(new MalformedReply("too large", "REPLY_TOO_LARGE").code).toBe("REPLY_TOO_LARGE");
});
