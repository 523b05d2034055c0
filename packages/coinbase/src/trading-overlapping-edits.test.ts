import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { accepted, before, EDIT, editing, gtc, LOOK, orderWith } from "./testdata/scripted/editing.ts";
import { type Answer, lost, replyOf, silence } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

describe("two edits of one order", () => {
  /** Creates a client of a venue that executes each edit of an order. */
  function editable(): TestClient {
    let terms = gtc("3.10", "171.25");
    return createTestClient({
      [LOOK]: (request) => orderWith(terms)(request),
      "GET /orders/historical/order-2": (request) => orderWith(terms, { order_id: "order-2" })(request),
      [EDIT]: (request) => {
        const { price, size } = Object(request.body);
        terms = gtc(size, price);
        return accepted(request);
      },
    });
  }

  test("at once run one after the other and keep each other's changes", async () => {
    const { client, requests } = editable();
    const edits = [{ price: "170" }, { quantity: "5" }, { price: "169" }];
    const orders = await Promise.all(edits.map((changes) => client.editOrder("order-1", changes)));
    expect(orders.map(({ price, quantity }) => `${quantity} at ${price}`)).toEqual([
      "3.10 at 170",
      "5 at 170",
      "5 at 169",
    ]);
    expect(requests.map(({ method }) => method).join(" ")).toBe("GET POST GET GET POST GET GET POST GET");
  });

  test("wait for each other, also after one in between was aborted", async () => {
    let answer: (response: Response) => void = () => {};
    const { client, sentTo } = createTestClient({
      [LOOK]: [before, orderWith(gtc("3.10", "170")), orderWith(gtc("5", "170"))],
      [EDIT]: [
        () =>
          new Promise<Response>((resolve) => {
            answer = resolve;
          }),
        accepted,
      ],
    });
    const first = client.editOrder("order-1", { price: "170" });
    const controller = new AbortController();
    const second = failureOf(client.editOrder("order-1", { price: "1" }, { signal: controller.signal }));
    const third = client.editOrder("order-1", { quantity: "5" });
    while (sentTo(EDIT).length === 0) await new Promise(setImmediate);
    controller.abort();
    expect(await second).toMatchObject({ kind: "aborted", sent: "no", orderId: "order-1" });
    expect(sentTo(EDIT)).toHaveLength(1);
    answer(Response.json({ success: true, errors: [] }));
    expect(await first).toMatchObject({ price: "170" });
    expect(await third).toMatchObject({ quantity: "5" });
  });

  test("run one after the other when the first is still in the venue's queue", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const looks = [queued, queued, orderWith(gtc("3.10", "170")), orderWith(gtc("5", "170"))];
    const { client, sentTo } = editing(accepted, looks);
    await client.editOrder("order-1", { quantity: "5" });
    expect(sentTo(EDIT).map(({ body }) => body)).toEqual([{ order_id: "order-1", price: "170", size: "5" }]);
  });

  test("send only the first one while it stays in the venue's queue", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const { client, sentTo } = editing(accepted, [queued], 1_000);
    const error = await failureOf(client.editOrder("order-1", { quantity: "5" }));
    expect(error).toMatchObject({ kind: "unavailable", code: "EDIT_PENDING", sent: "no", retryable: true });
    expect(sentTo(EDIT)).toEqual([]);
  });
});

describe("an edit that may still show", () => {
  const lagging = orderWith(gtc("3.10", "171.25"));

  test.each<readonly [string, Answer]>([
    ["was accepted without showing", accepted],
    ["was lost", lost],
  ])("that %s leaves the old terms in doubt, so an edit back to them is sent", async (_name, edit) => {
    const { client, sentTo } = editing(edit, [lagging], 1_000);
    expect(await failureOf(client.editOrder("order-1", { price: "170" }))).toMatchObject({
      kind: "outcomeUnknown",
    });
    const back = await failureOf(client.editOrder("order-1", { price: "171.25" }));
    expect(back).toMatchObject({ kind: "unavailable", code: "EDIT_PENDING", sent: "no", retryable: true });
    expect(sentTo(EDIT)).toHaveLength(1);
  });

  test("delays the next edit, which would send the old terms", async () => {
    let isLate = true;
    const { client, sentTo, clock } = createTestClient(
      {
        [LOOK]: (request) => {
          const edits = sentTo(EDIT).length;
          if (edits >= 2) return orderWith(gtc("5", "170"))(request);
          return edits === 0 || isLate ? lagging(request) : orderWith(gtc("3.10", "170"))(request);
        },
        [EDIT]: accepted,
      },
      { credentials: CREDENTIALS, orderSafety: { cancelMs: 500 } },
    );
    const first = failureOf(client.editOrder("order-1", { price: "170" }));
    const second = client.editOrder("order-1", { quantity: "5" });
    expect(await first).toMatchObject({ code: "EDIT_ACCEPTED" });
    const pauses = clock.pauses.length;
    while (clock.pauses.length === pauses) await new Promise(setImmediate);
    isLate = false;
    expect(await second).toMatchObject({ quantity: "5", price: "170" });
    expect(sentTo(EDIT).map(({ body }) => Object(body))).toMatchObject([
      { price: "170", size: "3.10" },
      { price: "170", size: "5" },
    ]);
  });

  test("counts as not executed after ten seconds", async () => {
    const { client, sentTo, clock } = editing(accepted, [lagging], 1_000);
    await failureOf(client.editOrder("order-1", { price: "170" }));
    clock.advance(10_000);
    expect(await client.editOrder("order-1", { price: "171.25" })).toMatchObject({ price: "171.25" });
    expect(sentTo(EDIT)).toHaveLength(1);
  });
});

describe("a read before an edit, during another edit", () => {
  const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });

  test("is aborted by its caller", async () => {
    const controller = new AbortController();
    const { client } = editing(accepted, [
      queued,
      (request) => {
        controller.abort();
        return silence(request);
      },
    ]);
    const error = await failureOf(
      client.editOrder("order-1", { price: "170" }, { signal: controller.signal }),
    );
    expect(error).toMatchObject({ kind: "aborted", retryable: false, sent: "no" });
  });

  test.each<readonly [string, Answer, string]>([
    ["is refused", replyOf("error-401-text"), "unauthorized"],
    ["finds no order", replyOf("error-404-order"), "notFound"],
  ])("that %s fails with that error", async (_name, look, kind) => {
    const { client } = editing(accepted, [queued, look], 1_000);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error).toMatchObject({ kind, sent: "no" });
  });
});
