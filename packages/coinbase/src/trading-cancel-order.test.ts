import { OrderStatus } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type JsonFields, readFixture } from "./testdata/fixtures/fixtures.ts";
import { type Answer, lost, reply, replyOf, silence } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

const ID = "order-1";
const CANCEL = "POST /orders/batch_cancel";
const LOOK = `GET /orders/historical/${ID}`;

const result = (success: boolean, reason = "UNKNOWN_CANCEL_FAILURE_REASON", orderId = ID): JsonFields => ({
  success,
  failure_reason: reason,
  order_id: orderId,
});
const accepted = reply({ results: [result(true)] });
const refused = (reason?: string): Answer => reply({ results: [result(false, reason)] });
const order = (status: string, changes: JsonFields = {}): Answer =>
  reply({ order: { order_id: ID, status, ...changes } });
const unknown = replyOf("error-404-order");

function venue(cancel: Answer, look: Answer | readonly Answer[] = unknown, cancelMs?: number): TestClient {
  const orderSafety = { cancelMs };
  return createTestClient({ [CANCEL]: cancel, [LOOK]: look }, { credentials: CREDENTIALS, orderSafety });
}

test("sends the order id alone, and reads only its result", async () => {
  const { client, sentTo } = venue(
    reply({ results: [result(false, "UNKNOWN_CANCEL_ORDER", "order-2"), result(true)] }),
    order("CANCELLED"),
  );
  expect(await client.cancelOrder(ID)).toBe(OrderStatus.CANCELLED);
  expect(sentTo(CANCEL).map(({ body }) => body)).toEqual([{ order_ids: [ID] }]);
});

test("reads the result of each order from a mixed reply", async () => {
  const { input } = readFixture("batch-cancel-mixed");
  const outcomes = [];
  for (const { order_id, success } of Object(input).results) {
    const look = `GET /orders/historical/${order_id}`;
    const open = reply({ order: { order_id, status: "OPEN" } });
    const { client } = createTestClient(
      { [CANCEL]: reply(input), [look]: open },
      { credentials: CREDENTIALS, orderSafety: { cancelMs: 0 } },
    );
    const outcome = await client.cancelOrder(order_id).catch(({ kind, code }) => `${kind} ${code}`);
    outcomes.push([success, outcome]);
  }
  expect(outcomes).toEqual([
    [false, "rejected UNKNOWN_CANCEL_ORDER"],
    [true, OrderStatus.PENDING_CANCEL],
    [false, "rejected NOT_ALLOWED_TO_CANCEL"],
  ]);
});

describe("after a lost or unreadable reply the client reads the order", () => {
  const lostReplies: readonly (readonly [string, Answer, string])[] = [
    ["no list", reply({}), "yes"],
    ["a page with 502", replyOf("error-502-html"), "yes"],
    ["429 without a body", replyOf("error-429-empty"), "yes"],
    ["a broken connection", lost, "maybe"],
  ];

  test.each(lostReplies)("%s: the outcome for an open order is unknown", async (_, answer, sent) => {
    const { client, sentTo } = venue(answer, order("OPEN"));
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({
      kind: "outcomeUnknown",
      operation: "cancelOrder",
      orderId: ID,
      sent,
    });
    expect(sentTo(LOOK)).toHaveLength(1);
  });

  test.each(lostReplies)("%s: returns the status of a final order", async (_, answer) => {
    const { client } = venue(answer, order("CANCELLED"));
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.CANCELLED);
  });

  test.each(lostReplies)("%s: the outcome for an unreadable order is unknown", async (_, answer) => {
    const { client } = venue(answer, replyOf("error-502-html"));
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({ kind: "outcomeUnknown", orderId: ID });
  });
});

describe("after a reply without a clear result the client reads the order", () => {
  const says = (results: readonly JsonFields[]): Answer =>
    reply({ results }, 200, { "x-request-id": "request-7" });
  const silent: readonly (readonly [string, Answer])[] = [
    ["no result for the order", says([result(true, "", "order-2")])],
    ["no results", says([])],
    ["a result without success", says([{ order_id: ID }])],
    ["a result with success null", says([{ order_id: ID, success: null }])],
    ["two contradicting results", says([result(true), result(false, "UNKNOWN_CANCEL_ORDER")])],
  ];

  test.each(silent)("%s: returns the status of a final order", async (_, answer) => {
    const { client } = venue(answer, order("CANCELLED"));
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.CANCELLED);
  });

  test.each(silent)("%s: the outcome for an open order is unknown", async (_, answer) => {
    const { client, sentTo, logged } = venue(answer, order("OPEN"));
    const error = await failureOf(client.cancelOrder(ID));
    const expected = { kind: "outcomeUnknown", orderId: ID, code: "MALFORMED", requestId: "request-7" };
    expect(error).toMatchObject({ ...expected, sent: "yes" });
    expect(logged.join()).toContain("an outcome is unknown");
    expect(sentTo(LOOK)).toHaveLength(1);
  });
});

describe("an accepted cancel", () => {
  test.each<[string, OrderStatus]>([
    ["CANCELLED", OrderStatus.CANCELLED],
    ["FILLED", OrderStatus.FILLED],
    ["EXPIRED", OrderStatus.EXPIRED],
    ["FAILED", OrderStatus.REJECTED],
  ])("of an order that ends as %s returns that status", async (status, expected) => {
    const { client } = venue(accepted, [
      order("CANCEL_QUEUED"),
      order("OPEN", { pending_cancel: true }),
      order(status),
    ]);
    expect(await client.cancelOrder(ID)).toBe(expected);
  });

  test("of an order that does not end is PENDING_CANCEL exactly after cancelMs", async () => {
    const { client, clock } = venue(accepted, order("CANCEL_QUEUED"), 1_500);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
    expect(clock.monotonic()).toBeGreaterThan(1_000);
    expect(clock.monotonic()).toBeLessThanOrEqual(1_500);
  });

  test("is looked up for two seconds by default", async () => {
    const { client, clock } = venue(accepted, order("OPEN"));
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
    expect(clock.monotonic()).toBeGreaterThan(1_500);
    expect(clock.monotonic()).toBeLessThanOrEqual(2_000);
  });

  test("with a cancelMs of 0 is not looked up", async () => {
    const { client, clock, sentTo } = venue(accepted, order("OPEN"), 0);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
    expect(clock.pauses).toEqual([]);
    expect(sentTo(LOOK)).toEqual([]);
  });

  test("is PENDING_CANCEL after cancelMs when the lookup hangs", async () => {
    const { client, clock } = venue(
      accepted,
      (request) => {
        clock.advance(1_500);
        return silence(request);
      },
      1_500,
    );
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
    expect(clock.monotonic()).toBe(1_500);
  });

  test("aborts a lookup that hangs", async () => {
    let signal: AbortSignal | undefined;
    const { client, clock } = venue(
      accepted,
      (request) => {
        signal = request.signal;
        clock.advance(1_500);
        return silence(request);
      },
      1_500,
    );
    await client.cancelOrder(ID);
    expect(signal?.aborted).toBe(true);
  });

  test("retries lookups that fail", async () => {
    const { client } = venue(accepted, [unknown, replyOf("error-502-html"), lost, order("FILLED")]);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.FILLED);
  });

  test("is PENDING_CANCEL when all lookups fail", async () => {
    const { client } = venue(accepted, replyOf("error-401-text"), 1_000);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
  });

  test("is not final for an unknown status", async () => {
    const { client } = venue(accepted, order("CANCELLED_MAYBE"), 1_000);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.PENDING_CANCEL);
  });

  test("is PENDING_CANCEL at once when the caller aborts during the lookup", async () => {
    const controller = new AbortController();
    const { client, clock, sentTo } = venue(accepted, (request) => {
      controller.abort();
      return silence(request);
    });
    expect(await client.cancelOrder(ID, { signal: controller.signal })).toBe(OrderStatus.PENDING_CANCEL);
    expect(sentTo(LOOK)).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });
});

test("a refusal whose text is not a code has it as the reason", async () => {
  const { client } = venue(refused("order is locked"), order("OPEN"));
  const error = await failureOf(client.cancelOrder(ID));
  expect(error).toMatchObject({ kind: "rejected", reason: "order is locked" });
  expect(error.code).toBeUndefined();
});

describe("a refused cancel", () => {
  test.each<[string, OrderStatus]>([
    ["FILLED", OrderStatus.FILLED],
    ["CANCELLED", OrderStatus.CANCELLED],
    ["EXPIRED", OrderStatus.EXPIRED],
    ["FAILED", OrderStatus.REJECTED],
  ])("of an order that is %s returns that status", async (status, expected) => {
    const { client, sentTo } = venue(refused("ORDER_IS_FULLY_FILLED"), order(status));
    expect(await client.cancelOrder(ID)).toBe(expected);
    expect(sentTo(LOOK)).toHaveLength(1);
  });

  test("of an unknown order is notFound", async () => {
    const { client } = venue(refused("UNKNOWN_CANCEL_ORDER"), unknown);
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({
      kind: "notFound",
      operation: "cancelOrder",
      status: 404,
    });
  });

  test("of an open order is rejected with the venue's reason", async () => {
    const { client } = venue(refused("NOT_ALLOWED_TO_CANCEL"), order("OPEN"));
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({
      kind: "rejected",
      code: "NOT_ALLOWED_TO_CANCEL",
      sent: "yes",
      retryable: false,
    });
  });

  test("without a reason has the code UNKNOWN_CANCEL_FAILURE_REASON", async () => {
    const { client } = venue(refused(""), order("OPEN"));
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({ code: "UNKNOWN_CANCEL_FAILURE_REASON" });
  });

  test("of an order with a pending cancel waits for that cancel", async () => {
    const pending = order("OPEN", { pending_cancel: true });
    const { client } = venue(refused("DUPLICATE_CANCEL_REQUEST"), [pending, pending, order("CANCELLED")]);
    expect(await client.cancelOrder(ID)).toBe(OrderStatus.CANCELLED);
  });

  test("is rejected with its reason when the lookup fails", async () => {
    const { client } = venue(refused("ORDER_IS_BEING_REPLACED"), replyOf("error-502-html"));
    expect(await failureOf(client.cancelOrder(ID))).toMatchObject({
      kind: "rejected",
      code: "ORDER_IS_BEING_REPLACED",
    });
  });
});

test.each(["..", "a/b", "", "x".repeat(65), "a?b", "%2e%2e", "\u{1F4B8}"])(
  "the id %j is refused before anything is sent",
  async (id) => {
    const { client, requests } = venue(accepted);
    expect(await failureOf(client.cancelOrder(id))).toMatchObject({ kind: "invalidInput", field: "orderId" });
    expect(await failureOf(client.getOrder(id))).toMatchObject({ kind: "invalidInput", field: "orderId" });
    expect(requests).toEqual([]);
  },
);
