import { OrderStatus, OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { fieldsAt, type JsonFields, readFixture } from "./testdata/fixtures.ts";
import { limitOrder } from "./testdata/orders.ts";
import { type Answer, lost, reply, replyOf, silence } from "./testdata/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/test-client.ts";

const ROUTE = "POST /orders/preview";
const EDIT = "POST /orders/edit";
const LOOK = "GET /orders/historical/order-1";

test("an order that would be accepted has its cost, and the venue's warnings", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("preview-accepted") });
  expect(await client.previewOrder(limitOrder())).toEqual({
    errors: [],
    warnings: ["BIG_ORDER"],
    previewId: expect.stringMatching(/^[\da-f-]{36}$/),
    orderTotal: "581.50",
    fee: "3.47",
    quantity: "3.1",
    quoteQuantity: "578.03",
    averagePrice: "186.461290322581",
    slippage: "0.0004",
    bestBid: "187.41",
    bestAsk: "187.43",
  });
});

test("an order that would be refused has the venue's reasons, and nothing that it did not say", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("preview-refused") });
  expect(await client.previewOrder(limitOrder())).toEqual({
    errors: ["PREVIEW_INSUFFICIENT_FUND", "Order size below the minimum", "PREVIEW_REASON_OF_TOMORROW"],
    warnings: [],
  });
});

test("the body is the order's own, without a client order id", async () => {
  const config = { credentials: CREDENTIALS, retailPortfolioId: "portfolio-7" };
  const { client, requests } = createTestClient({ [ROUTE]: replyOf("preview-accepted") }, config);
  await client.previewOrder(limitOrder({ quantity: "3.1", price: "171.25" }), { leverage: "2" });
  const stored = [readFixture("create-order-requests").input]
    .flat()
    .find((item) => Object(item).path === "/orders/preview");
  expect(requests[0]?.body).toEqual({
    ...fieldsAt(stored ?? null, "body"),
    leverage: "2",
    retail_portfolio_id: "portfolio-7",
  });
});

test("a reply that does not say what is wrong with an order does not call it right", async () => {
  for (const body of [{}, { error: "INVALID_ARGUMENT" }]) {
    const { client } = createTestClient({ [ROUTE]: reply(body) });
    expect(await failureOf(client.previewOrder(limitOrder()))).toMatchObject({ kind: "malformed" });
  }
});

test("a preview changes nothing at the venue: its failure is no unknown outcome", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("error-502-html") });
  expect(await failureOf(client.previewOrder(limitOrder()))).toMatchObject({
    kind: "unavailable",
    operation: "previewOrder",
    retryable: true,
  });
});

test("what Coinbase cannot say is refused as for an order", async () => {
  const { client, requests } = createTestClient({});
  const error = await failureOf(client.previewOrder(limitOrder({ displayQuantity: "1" })));
  expect(error).toMatchObject({ kind: "unsupported", field: "displayQuantity" });
  expect(requests).toEqual([]);
});

/** An order as `GET /orders/historical/order-1` gives it. */
function orderWith(configuration: JsonFields, changes: JsonFields = {}): Answer {
  const order = {
    order_id: "order-1",
    client_order_id: "mine-1",
    product_id: "SOL-USD",
    side: "BUY",
    status: "OPEN",
  };
  return reply({ order: { ...order, order_configuration: configuration, ...changes } });
}
const gtc = (base_size: string, limit_price: string): JsonFields => ({
  limit_limit_gtc: { base_size, limit_price, post_only: false },
});
const before = orderWith(gtc("3.10", "171.25"));
const accepted = replyOf("edit-accepted");

function venue(edit: Answer, looks: readonly Answer[], cancelMs?: number): TestClient {
  const orderSafety = { cancelMs };
  return createTestClient({ [EDIT]: edit, [LOOK]: looks }, { credentials: CREDENTIALS, orderSafety });
}

describe("an edit", () => {
  test("sends what changes and what stays, and gives the order that shows it", async () => {
    const { client, requests, sentTo } = venue(accepted, [before, orderWith(gtc("3.10", "170.00"))]);
    const order = await client.editOrder("order-1", { price: "170" });
    expect(order).toMatchObject({
      orderId: "order-1",
      type: OrderType.LIMIT,
      quantity: "3.10",
      price: "170.00",
    });
    expect(sentTo(EDIT).map(({ body }) => body)).toEqual([
      { order_id: "order-1", price: "170", size: "3.10" },
    ]);
    expect(requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
  });

  test("of an order sized in the quote asset sends its size in that", async () => {
    const sized = (quote_size: string) =>
      orderWith({ limit_limit_gtc: { quote_size, limit_price: "171.25" } });
    const { client, sentTo } = venue(accepted, [sized("500"), sized("750")]);
    expect(await client.editOrder("order-1", { quoteQuantity: "750" })).toMatchObject({
      quoteQuantity: "750",
    });
    expect(sentTo(EDIT)[0]?.body).toEqual({ order_id: "order-1", price: "171.25", size: "750" });
  });

  test("of a stop keeps its stop price, or moves it", async () => {
    const stop = (limit_price: string, stop_price: string): Answer =>
      orderWith({ stop_limit_stop_limit_gtc: { base_size: "2", limit_price, stop_price } });
    const kept = venue(accepted, [stop("180", "179"), stop("181", "179")]);
    await kept.client.editOrder("order-1", { price: "181" });
    expect(kept.sentTo(EDIT)[0]?.body).toEqual({
      order_id: "order-1",
      price: "181",
      size: "2",
      stop_price: "179",
    });
    const moved = venue(accepted, [stop("180", "179"), stop("180", "178.5")]);
    expect(await moved.client.editOrder("order-1", { stopPrice: "178.50" })).toMatchObject({
      stopPrice: "178.5",
    });
  });

  test.each<readonly [string, object, string]>([
    ["no changes", {}, "changes"],
    ["changes that are undefined", { price: undefined }, "changes"],
    ["a price that is a number", { price: 170 }, "price"],
    ["a price of zero", { price: "0.00" }, "price"],
    ["both sizes", { quantity: "1", quoteQuantity: "2" }, "quoteQuantity"],
    ["a field that cannot be changed", { side: 2 }, "changes"],
    ["a list", [], "changes"],
  ])("with %s is refused before anything is sent", async (_name, changes, field) => {
    const { client, requests } = venue(accepted, [before]);
    const error = await failureOf(client.editOrder("order-1", changes));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", operation: "editOrder" });
    expect(requests).toEqual([]);
  });

  test.each(["quoteQuantity", "stopPrice"] as const)(
    "of a %s that the order does not have is refused before it is sent, as it would be added",
    async (field) => {
      const { client, sentTo } = venue(accepted, [before]);
      const error = await failureOf(client.editOrder("order-1", { [field]: "5" }));
      expect(error).toMatchObject({ kind: "invalidInput", field });
      expect(sentTo(EDIT)).toEqual([]);
    },
  );

  test("of an order that nobody knows is notFound, and one with a wrong id is never asked for", async () => {
    const { client, sentTo, requests } = venue(accepted, [replyOf("error-404-order")]);
    expect(await failureOf(client.editOrder("order-1", { price: "170" }))).toMatchObject({
      kind: "notFound",
    });
    expect(sentTo(EDIT)).toEqual([]);
    const asked = requests.length;
    const error = await failureOf(client.editOrder("../orders", { price: "170" }));
    expect(error).toMatchObject({ kind: "invalidInput", field: "orderId" });
    expect(requests).toHaveLength(asked);
  });

  test.each([
    ["edit-refused", "CANNOT_EDIT_TO_BELOW_FILLED_SIZE"],
    ["edit-refused-by-preview", "PREVIEW_INSUFFICIENT_FUND"],
  ])("that Coinbase refuses as in %s is rejected with its word", async (fixture, code) => {
    const { client, sentTo } = venue(replyOf(fixture), [before]);
    const error = await failureOf(client.editOrder("order-1", { quantity: "1" }));
    expect(error).toMatchObject({ kind: "rejected", code, sent: "yes", clientOrderId: "mine-1" });
    expect(sentTo(LOOK)).toHaveLength(1);
  });

  test.each<readonly [string, Answer, string]>([
    ["breaks off", lost, "maybe"],
    ["is a page with 502", replyOf("error-502-html"), "yes"],
    ["does not say success", reply({ errors: [] }), "yes"],
  ])("whose reply %s has an unknown outcome, and the order's client id", async (_name, answer, sent) => {
    const { client, sentTo } = venue(answer, [before]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    const ids = { orderId: "order-1", clientOrderId: "mine-1" };
    expect(error).toMatchObject({ kind: "outcomeUnknown", sent, retryable: false, ...ids });
    expect(sentTo(EDIT)).toHaveLength(1);
  });
});

describe("an edit is never sent", () => {
  test("with what the caller has made of the changes while the order was read", async () => {
    const changes = { price: "170.00", quantity: "4" };
    const { client, sentTo } = venue(accepted, [
      (request) => {
        Object.assign(changes, { price: "0", quantity: 9e99 });
        return before(request);
      },
      orderWith(gtc("4", "170")),
    ]);
    await client.editOrder("order-1", changes);
    expect(sentTo(EDIT).map(({ body }) => body)).toEqual([
      { order_id: "order-1", price: "170.00", size: "4" },
    ]);
  });

  test.each<readonly [string, JsonFields]>([
    ["price", { limit_limit_gtc: { base_size: "3.10", limit_price: "" } }],
    ["size", { limit_limit_day: { size: "3.10", limit_price: "171.25" } }],
    ["size but zero", { limit_limit_gtc: { base_size: "0", limit_price: "171.25" } }],
    ["one size", { limit_limit_gtc: { base_size: "3.10", quote_size: "500", limit_price: "171.25" } }],
  ])("for an order without a known %s, which would become zero", async (_name, configuration) => {
    const { client, sentTo } = venue(accepted, [orderWith(configuration)]);
    const known = Object.values(configuration).some((terms) => Object(terms).limit_price !== "");
    const error = await failureOf(client.editOrder("order-1", known ? { price: "170" } : { quantity: "4" }));
    expect(error).toMatchObject({ kind: "unsupported", sent: "no" });
    expect(sentTo(EDIT)).toEqual([]);
  });

  test("for an order that is as it shall be: a repeated edit is no refusal", async () => {
    const { client, requests } = venue(accepted, [before]);
    expect(await client.editOrder("order-1", { price: "171.250", quantity: "3.1" })).toMatchObject({
      price: "171.25",
    });
    expect(requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each<readonly [string, Answer, string]>([
    ["breaks off", lost, "unavailable"],
    ["is a page with 502", replyOf("error-502-html"), "unavailable"],
    ["is refused", replyOf("error-401-text"), "unauthorized"],
    ["is no JSON", replyOf("error-200-html"), "malformed"],
  ])("when the look before it %s: nothing was sent", async (_name, look, kind) => {
    const { client, sentTo } = venue(accepted, [look]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error).toMatchObject({ kind, sent: "no", orderId: "order-1" });
    expect(sentTo(EDIT)).toEqual([]);
  });

  test("when what the look gives as the client's id is none, that is on no error", async () => {
    const echo: Answer = (request) =>
      orderWith(gtc("3.10", "171.25"), { client_order_id: `evil\n${request.headers.get("authorization")}` })(
        request,
      );
    const { client, logged } = venue(lost, [echo]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error.kind).toBe("outcomeUnknown");
    expect(error.clientOrderId).toBeUndefined();
    expect(`${JSON.stringify(error)}${logged.join("")}`).not.toMatch(/evil|eyJ/);
  });
});

describe("two edits of one order", () => {
  /** An order whose edits the venue carries out, as `POST /orders/edit` says it. */
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

  test("at once are carried out one after the other, and undo nothing of each other", async () => {
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

  test("wait for each other within their own time, and one that gives up lets nobody pass", async () => {
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

  test("of which the venue has the first still in its queue: the second waits for that", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const looks = [queued, queued, orderWith(gtc("3.10", "170")), orderWith(gtc("5", "170"))];
    const { client, sentTo } = venue(accepted, looks);
    await client.editOrder("order-1", { quantity: "5" });
    expect(sentTo(EDIT).map(({ body }) => body)).toEqual([{ order_id: "order-1", price: "170", size: "5" }]);
  });

  test("of which the first stays in the venue's queue: the second is not sent", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const { client, sentTo } = venue(accepted, [queued], 1_000);
    const error = await failureOf(client.editOrder("order-1", { quantity: "5" }));
    expect(error).toMatchObject({ kind: "unavailable", code: "EDIT_PENDING", sent: "no", retryable: true });
    expect(sentTo(EDIT)).toEqual([]);
  });
});

describe("an edit of which it is not known whether it shows yet", () => {
  const lagging = orderWith(gtc("3.10", "171.25"));

  test.each<readonly [string, Answer]>([
    ["was accepted and did not show", accepted],
    ["was lost on its way", lost],
  ])(
    "as it %s leaves the old terms in doubt: an edit back to them is not taken for done",
    async (_name, edit) => {
      const { client, sentTo } = venue(edit, [lagging], 1_000);
      expect(await failureOf(client.editOrder("order-1", { price: "170" }))).toMatchObject({
        kind: "outcomeUnknown",
      });
      const back = await failureOf(client.editOrder("order-1", { price: "171.25" }));
      expect(back).toMatchObject({ kind: "unavailable", code: "EDIT_PENDING", sent: "no", retryable: true });
      expect(sentTo(EDIT)).toHaveLength(1);
    },
  );

  test("is waited for by the next edit, which would send its old terms", async () => {
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

  test("is taken for one that was not carried out after ten seconds", async () => {
    const { client, sentTo, clock } = venue(accepted, [lagging], 1_000);
    await failureOf(client.editOrder("order-1", { price: "170" }));
    clock.advance(10_000);
    expect(await client.editOrder("order-1", { price: "171.25" })).toMatchObject({ price: "171.25" });
    expect(sentTo(EDIT)).toHaveLength(1);
  });
});

describe("a look before an edit, while another is under way", () => {
  const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });

  test("that the caller aborts is aborted", async () => {
    const controller = new AbortController();
    const { client } = venue(accepted, [
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
    ["finds nothing any more", replyOf("error-404-order"), "notFound"],
  ])("that %s says so", async (_name, look, kind) => {
    const { client } = venue(accepted, [queued, look], 1_000);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error).toMatchObject({ kind, sent: "no" });
  });
});

describe("an edit that was accepted", () => {
  test("is looked for until it shows", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const { client, sentTo } = venue(accepted, [before, queued, lost, before, orderWith(gtc("4", "170"))]);
    const order = await client.editOrder("order-1", { price: "170.00", quantity: "4.0" });
    expect(order).toMatchObject({ quantity: "4", price: "170", status: OrderStatus.OPEN });
    expect(sentTo(LOOK)).toHaveLength(5);
  });

  test("and then filled or cancelled gives the order as it ended", async () => {
    const filled = orderWith(gtc("3.10", "171.25"), { status: "FILLED", filled_size: "3.10" });
    const { client, sentTo } = venue(accepted, [before, filled]);
    const order = await client.editOrder("order-1", { price: "170" });
    expect(sentTo(LOOK)).toHaveLength(2);
    expect(order).toMatchObject({ status: OrderStatus.FILLED, price: "171.25", filledQuantity: "3.10" });
  });

  test("and does not show in time has an unknown outcome that says so", async () => {
    const { client, clock, logged } = venue(accepted, [before], 1_500);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "EDIT_ACCEPTED", sent: "yes" });
    expect(error.reason).toContain("the change did not show");
    expect(logged.join()).toContain("an outcome is unknown");
    expect(clock.monotonic()).toBeLessThanOrEqual(1_500);
    expect(clock.pauses.length).toBeGreaterThan(3);
  });

  test.each([
    ["fails", lost, undefined],
    ["fails, with a cancelMs of 0", lost, 0],
    ["is refused", replyOf("error-401-text"), 1_000],
  ] as const)(
    "and of which every look %s has an unknown outcome that says so",
    async (_name, look, cancelMs) => {
      const { client } = venue(accepted, [before, look], cancelMs);
      const error = await failureOf(client.editOrder("order-1", { price: "170" }));
      expect(error).toMatchObject({
        kind: "outcomeUnknown",
        code: "EDIT_ACCEPTED",
        sent: "yes",
        clientOrderId: "mine-1",
      });
    },
  );

  test("and read once, but not as it shall be, is known to be there", async () => {
    const { client } = venue(accepted, [before, before, lost], 1_000);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error.reason).toContain("the change did not show");
  });

  test("is looked at once with a cancelMs of 0", async () => {
    const { client, sentTo, clock } = venue(accepted, [before, orderWith(gtc("3.10", "170"))], 0);
    expect(await client.editOrder("order-1", { price: "170" })).toMatchObject({ price: "170" });
    expect(sentTo(LOOK)).toHaveLength(2);
    expect(clock.pauses).toEqual([]);
  });

  test("stays accepted when the caller aborts during the look", async () => {
    const controller = new AbortController();
    const { client } = venue(accepted, [
      before,
      (request) => {
        controller.abort();
        return silence(request);
      },
    ]);
    const error = await failureOf(
      client.editOrder("order-1", { price: "170" }, { signal: controller.signal }),
    );
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "EDIT_ACCEPTED" });
  });
});
