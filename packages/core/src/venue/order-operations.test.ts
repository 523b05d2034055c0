import { describe, expect, test, vi } from "vitest";
import { OrderStatus, TimeInForce } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { refusedWith } from "../testdata/body-codec.ts";
import { ALL_OPERATIONS, NEW_ORDER, PREVIEW } from "../testdata/clients/small-operations.ts";
import { createSmallVenue, GET_ORDER } from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER } from "../testdata/messages.ts";
import { reply } from "../testdata/network/scripted-fetch.ts";

const has = (client: object, name: string): boolean => name in client;

describe("editOrder and previewOrder", () => {
  const RESTING = { id: "order-1", cid: "client-1" };

  test("read the order and send its complete terms at a venue that only edits, without previewOrder", async () => {
    const edit = vi.fn(ALL_OPERATIONS.editOrder);
    const changed = { ...ORDER, quoteQuantity: undefined, price: "50001" } as unknown as Order;
    const before = { ...ORDER, quoteQuantity: undefined } as unknown as Order;
    let reads = 0;
    const getOrder = async (orderId: string): Promise<Order> => ({
      ...(reads++ > 0 ? changed : before),
      orderId,
    });
    const { client, sent } = createSmallVenue(() => ({ getOrder, editOrder: edit }));
    expect(await client.editOrder("order-1", { price: "50001" })).toMatchObject({ price: "50001" });
    const [orderId, terms] = edit.mock.calls[0] ?? [];
    expect([orderId, terms]).toEqual(["order-1", { quantity: "0.10", price: "50001", stopPrice: "49000" }]);
    expect(sent.map(({ method }) => method)).toEqual(["PATCH"]);
    expect(has(client, "previewOrder")).toBe(false);
  });

  test("send a preview at a venue that only previews, without editOrder", async () => {
    const { client, sent } = createSmallVenue(() => ({ previewOrder: ALL_OPERATIONS.previewOrder }));
    expect(await client.previewOrder(NEW_ORDER)).toBe(PREVIEW);
    expect(sent.map(({ url }) => url.pathname)).toEqual(["/v2/preview"]);
    expect(has(client, "editOrder")).toBe(false);
  });

  test("read the order by request, and reject as unsupported an order without exactly one size", async () => {
    const answers = [reply(200, RESTING), reply(200, { ...RESTING, state: "done" })];
    const operations = { ...GET_ORDER, editOrder: ALL_OPERATIONS.editOrder };
    const { client } = createSmallVenue(() => operations, { answers });
    expect(await failureOf(client.editOrder("order-1", { price: "1" }))).toMatchObject({
      kind: "unsupported",
      operation: "editOrder",
    });
  });
});

describe("an order", () => {
  test("is placed with the request of its operation, and an error has its clientOrderId", async () => {
    const { client, sent } = createSmallVenue(() => ({ placeOrder: ALL_OPERATIONS.placeOrder }), {
      answers: [reply(200), refusedWith(-1)],
    });
    expect(await client.placeOrder(NEW_ORDER)).toMatchObject({
      orderId: "o",
      clientOrderId: "client-1",
      status: OrderStatus.SUBMITTED,
      timeInForce: TimeInForce.GTC,
    });
    expect(sent[0]).toMatchObject({ method: "POST" });
    expect(await failureOf(client.placeOrder(NEW_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "-1",
      clientOrderId: "client-1",
    });
  });

  test("with another id than the requested one is malformed", async () => {
    const { client } = createSmallVenue(() => GET_ORDER, { answers: [reply(200, { id: "order-2" })] });
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({
      kind: "malformed",
      code: "WRONG_ORDER",
      orderId: "order-1",
      sent: "yes",
    });
  });

  test("that is unknown to the venue is not found", async () => {
    const { client } = createSmallVenue(() => GET_ORDER, { answers: [refusedWith(-2013)] });
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({ kind: "notFound", code: "-2013" });
  });

  test("may come from an operation that returns the message itself instead of a request", async () => {
    const getOrder = async (orderId: string) => ({ ...ORDER, orderId });
    const { client, sent } = createSmallVenue(() => ({ getOrder }));
    expect(await client.getOrder("order-9")).toMatchObject({ orderId: "order-9" });
    expect(sent).toHaveLength(0);
  });

  test("is read after the venue refuses its cancel, and its terminal status is the result", async () => {
    const answers = [reply(410), reply(200, { id: "order-1", state: "done" })];
    const operations = { ...GET_ORDER, cancelOrder: ALL_OPERATIONS.cancelOrder };
    const { client, sent } = createSmallVenue(() => operations, { answers });
    expect(await client.cancelOrder("order-1")).toBe(OrderStatus.FILLED);
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      "DELETE /v2/orders",
      "GET /v2/orders/order-1",
    ]);
  });

  test("is pending cancel after a cancel at a venue that cannot read orders", async () => {
    const { client, sent } = createSmallVenue(() => ({ cancelOrder: ALL_OPERATIONS.cancelOrder }));
    expect(await client.cancelOrder("order-1")).toBe(OrderStatus.PENDING_CANCEL);
    expect(sent).toHaveLength(1);
  });
});
