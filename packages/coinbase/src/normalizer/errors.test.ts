import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { fixturesOf, type Json } from "../testdata/fixtures/fixtures.ts";
import { reply, replyOf } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

const LOOK = "GET /orders/historical/order-1";

const EXPECTED: Readonly<Record<string, object>> = {
  "error-200-html": { kind: "malformed", reason: "the reply is not JSON", retryable: false },
  "error-400-v2-list": { kind: "rejected", code: "validation_error", reason: "limit is out of range" },
  "error-401-text": { kind: "unauthorized", status: 401, reason: "Unauthorized", retryable: false },
  "error-403-scopes": { kind: "unauthorized", status: 403, reason: "Missing required scopes" },
  "error-404-order": { kind: "notFound", reason: "order with this orderID was not found" },
  "error-404-product": { kind: "notFound", code: "NOT_FOUND", reason: "Product MOON-USD not supported" },
  "error-429-documented": { kind: "rateLimited", code: "rate_limit_exceeded", reason: "Too many requests" },
  "error-429-empty": { kind: "rateLimited", reason: "HTTP 429", retryable: true },
  "error-500-internal": { kind: "unavailable", code: "INTERNAL", reason: "HTTP 500", retryable: true },
  "error-502-html": { kind: "unavailable", reason: "HTTP 502", retryable: true },
  "error-503-grpc-gateway": { kind: "unavailable", reason: "backend is draining", status: 503 },
};

test.each(fixturesOf("rest.error"))(
  "$name has the kind of its status and the venue's code and message",
  async (fixture) => {
    const { client } = createTestClient({ [LOOK]: replyOf(fixture) });
    const error = await failureOf(client.getOrder("order-1"));
    expect(error).toMatchObject({ sent: "yes", operation: "getOrder", ...EXPECTED[fixture.name] });
    expect(Object.keys(EXPECTED)).toContain(fixture.name);
  },
);

test("the error 'unknown' gives no code", async () => {
  const { client } = createTestClient({ [LOOK]: replyOf("error-404-order") });
  expect(await failureOf(client.getOrder("order-1"))).not.toHaveProperty("code");
});

describe("an unreadable body leaves the kind of the status", () => {
  test.each<[string, Json]>([
    ["errors that are not a list", { errors: "many" }],
    ["an empty list of errors", { errors: [] }],
    ["errors of another type", { errors: ["one"] }],
    ["an error that is an object", { error: { code: "X" } }],
    ["a message that is a list", { message: ["a"] }],
    ["nothing", {}],
  ])("%s", async (_, body) => {
    const { client } = createTestClient({ [LOOK]: reply(body, 403) });
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({
      kind: "unauthorized",
      status: 403,
      reason: "HTTP 403",
    });
  });
});
