import { isVenueError } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import {
  type Answer,
  lost,
  reply,
  replyOf,
  silence,
  type VenueRequest,
} from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

const CANCEL = "POST /orders/batch_cancel";

const idsOf = ({ body }: VenueRequest): string[] => Object(body).order_ids;
const idsTo = (count: number): string[] =>
  Array.from({ length: count }, (_none, index) => `order-${index + 1}`);

/** Accepts every cancel except those of these orders. */
const acceptBut =
  (refusals: Readonly<Record<string, string>>): Answer =>
  (request) => {
    const results = idsOf(request).map((order_id) => ({
      success: !(order_id in refusals),
      failure_reason: refusals[order_id] ?? "UNKNOWN_CANCEL_FAILURE_REASON",
      order_id,
    }));
    return Response.json({ results: results.reverse() });
  };

test("returns an answer for each order, in the order of the ids", async () => {
  const refusals = { "order-2": "UNKNOWN_CANCEL_ORDER" };
  const { client, requests } = createTestClient({ [CANCEL]: acceptBut(refusals) });
  const answers = await client.cancelOrders(idsTo(3));
  expect(answers.map(({ orderId, error }) => `${orderId} ${error?.kind} ${error?.code}`)).toEqual([
    "order-1 undefined undefined",
    "order-2 rejected UNKNOWN_CANCEL_ORDER",
    "order-3 undefined undefined",
  ]);
  expect(answers[0]).toEqual({ orderId: "order-1" });
  expect(requests.map(({ body }) => body)).toEqual([{ order_ids: idsTo(3) }]);
});

test("sends many orders in requests of 100, each order once", async () => {
  const { client, sentTo } = createTestClient({ [CANCEL]: acceptBut({}) });
  const answers = await client.cancelOrders([...idsTo(201), "order-1", "order-201"]);
  expect(answers.map(({ orderId }) => orderId)).toEqual(idsTo(201));
  expect(sentTo(CANCEL).map((request) => idsOf(request).length)).toEqual([100, 100, 1]);
  expect(sentTo(CANCEL).flatMap(idsOf)).toEqual(idsTo(201));
});

test("a failed request is the error of its orders and stops no other request", async () => {
  const answers = [acceptBut({}), lost, acceptBut({})];
  const { client } = createTestClient({ [CANCEL]: answers });
  const results = await client.cancelOrders(idsTo(250));
  const failed = results.filter(({ error }) => error !== undefined);
  expect(failed.map(({ orderId }) => orderId)).toEqual(idsTo(250).slice(100, 200));
  for (const { orderId, error } of failed) {
    const expected = { kind: "outcomeUnknown", sent: "maybe", operation: "cancelOrders", orderId };
    expect(error).toMatchObject(expected);
    expect(isVenueError(error)).toBe(true);
  }
});

test.each<readonly [string, Answer, string]>([
  ["is refused for its signature", replyOf("error-401-text"), "unauthorized"],
  ["has no results", reply({ results: [] }), "outcomeUnknown"],
  ["has no list of results", reply({}), "outcomeUnknown"],
  ["is a page with 502", replyOf("error-502-html"), "outcomeUnknown"],
])("a request that %s is the error of each of its orders", async (_name, answer, kind) => {
  const { client } = createTestClient({ [CANCEL]: answer });
  const kinds = (await client.cancelOrders(idsTo(2))).map(({ error }) => error?.kind);
  expect(kinds).toEqual([kind, kind]);
});

test("an empty list sends no request", async () => {
  const { client, requests } = createTestClient({});
  expect(await client.cancelOrders([])).toEqual([]);
  expect(requests).toEqual([]);
});

test("a request that hangs delays no other request", async () => {
  const { client, sentTo, clock } = createTestClient({ [CANCEL]: [silence, acceptBut({})] });
  const answering = client.cancelOrders(idsTo(1_500), { timeoutMs: 5_000 });
  while (sentTo(CANCEL).length < 15) await new Promise(setImmediate);
  clock.advance(5_000);
  const failed = (await answering).filter(({ error }) => error !== undefined);
  expect(failed.map(({ orderId }) => orderId)).toEqual(idsTo(100));
  expect(failed[0]?.error).toMatchObject({ kind: "outcomeUnknown", code: "TIMEOUT", orderId: "order-1" });
});

test("only an order without a result or with contradicting results is outcomeUnknown", async () => {
  const results = [
    { order_id: "order-1", success: true },
    { order_id: "order-2", success: true },
    { order_id: "order-2", success: false, failure_reason: "UNKNOWN_CANCEL_ORDER" },
    { order_id: "order-4", success: true },
    { order_id: "order-4", success: true },
    { order_id: "order-5", success: null },
  ];
  const { client } = createTestClient({ [CANCEL]: reply({ results }) });
  const answers = await client.cancelOrders(idsTo(5));
  expect(answers.map(({ error }) => error?.kind)).toEqual([
    undefined,
    "outcomeUnknown",
    "outcomeUnknown",
    undefined,
    "outcomeUnknown",
  ]);
  expect(answers[2]?.error).toMatchObject({ orderId: "order-3", code: "MALFORMED", sent: "yes" });
});

test("a client that is closed meanwhile sends no further request, and the rest of the orders have that error", async () => {
  const { client, sentTo } = createTestClient({
    [CANCEL]: (request) => {
      void client.close();
      return acceptBut({})(request);
    },
  });
  const answers = await client.cancelOrders(idsTo(1_500));
  expect(sentTo(CANCEL).length).toBeLessThanOrEqual(10);
  expect(answers).toHaveLength(1_500);
  expect(answers.at(-1)?.error).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED", sent: "no" });
});

test.each<readonly [string, unknown, string]>([
  ["an id that is none", ["order-1", "../orders"], "orderIds[1]"],
  ["a hole", Object.assign(["order-1"], { 2: "order-3" }), "orderIds[1]"],
  ["one id alone", "order-1", "orderIds"],
  ["nothing", undefined, "orderIds"],
])("%s is refused before anything is sent", async (_name, orderIds, field) => {
  const { client, requests } = createTestClient({});
  const error = await failureOf(client.cancelOrders(orderIds as string[]));
  expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no" });
  expect(requests).toEqual([]);
});
