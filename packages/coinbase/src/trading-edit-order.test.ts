import { OrderStatus, OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import type { JsonFields } from "./testdata/fixtures/fixtures.ts";
import { accepted, before, EDIT, editing, gtc, LOOK, orderWith } from "./testdata/scripted/editing.ts";
import { type Answer, lost, reply, replyOf, silence } from "./testdata/scripted/scripted-venue.ts";

describe("an edit", () => {
  test("sends changed and unchanged terms, and returns the order that shows them", async () => {
    const { client, requests, sentTo } = editing(accepted, [before, orderWith(gtc("3.10", "170.00"))]);
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

  test("of an order sized in the quote asset sends the size in that asset", async () => {
    const sized = (quote_size: string) =>
      orderWith({ limit_limit_gtc: { quote_size, limit_price: "171.25" } });
    const { client, sentTo } = editing(accepted, [sized("500"), sized("750")]);
    expect(await client.editOrder("order-1", { quoteQuantity: "750" })).toMatchObject({
      quoteQuantity: "750",
    });
    expect(sentTo(EDIT)[0]?.body).toEqual({ order_id: "order-1", price: "171.25", size: "750" });
  });

  test("of a stop keeps or changes its stop price", async () => {
    const stop = (limit_price: string, stop_price: string): Answer =>
      orderWith({ stop_limit_stop_limit_gtc: { base_size: "2", limit_price, stop_price } });
    const kept = editing(accepted, [stop("180", "179"), stop("181", "179")]);
    await kept.client.editOrder("order-1", { price: "181" });
    expect(kept.sentTo(EDIT)[0]?.body).toEqual({
      order_id: "order-1",
      price: "181",
      size: "2",
      stop_price: "179",
    });
    const moved = editing(accepted, [stop("180", "179"), stop("180", "178.5")]);
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
    const { client, requests } = editing(accepted, [before]);
    const error = await failureOf(client.editOrder("order-1", changes));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", operation: "editOrder" });
    expect(requests).toEqual([]);
  });

  test.each(["quoteQuantity", "stopPrice"] as const)(
    "of a %s that the order lacks is refused before it is sent",
    async (field) => {
      const { client, sentTo } = editing(accepted, [before]);
      const error = await failureOf(client.editOrder("order-1", { [field]: "5" }));
      expect(error).toMatchObject({ kind: "invalidInput", field });
      expect(sentTo(EDIT)).toEqual([]);
    },
  );

  test("of an unknown order is notFound, and of a malformed id sends nothing", async () => {
    const { client, sentTo, requests } = editing(accepted, [replyOf("error-404-order")]);
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
  ])("that Coinbase refuses as in %s is rejected with its reason", async (fixture, code) => {
    const { client, sentTo } = editing(replyOf(fixture), [before]);
    const error = await failureOf(client.editOrder("order-1", { quantity: "1" }));
    expect(error).toMatchObject({ kind: "rejected", code, sent: "yes", clientOrderId: "mine-1" });
    expect(sentTo(LOOK)).toHaveLength(1);
  });

  test.each<readonly [string, Answer, string]>([
    ["breaks off", lost, "maybe"],
    ["is a page with 502", replyOf("error-502-html"), "yes"],
    ["does not say success", reply({ errors: [] }), "yes"],
  ])("whose reply %s has an unknown outcome and the client order id", async (_name, answer, sent) => {
    const { client, sentTo } = editing(answer, [before]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    const ids = { orderId: "order-1", clientOrderId: "mine-1" };
    expect(error).toMatchObject({ kind: "outcomeUnknown", sent, retryable: false, ...ids });
    expect(sentTo(EDIT)).toHaveLength(1);
  });

  test("whose read has an invalid client order id puts it on no error", async () => {
    const echo: Answer = (request) =>
      orderWith(gtc("3.10", "171.25"), { client_order_id: `evil\n${request.headers.get("authorization")}` })(
        request,
      );
    const { client, logged } = editing(lost, [echo]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error.kind).toBe("outcomeUnknown");
    expect(error.clientOrderId).toBeUndefined();
    expect(`${JSON.stringify(error)}${logged.join("")}`).not.toMatch(/evil|eyJ/);
  });
});

describe("an edit is never sent", () => {
  test("with changes that the caller made to its object during the read", async () => {
    const changes = { price: "170.00", quantity: "4" };
    const { client, sentTo } = editing(accepted, [
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
  ])("for an order without a known %s, which Coinbase would set to zero", async (_name, configuration) => {
    const { client, sentTo } = editing(accepted, [orderWith(configuration)]);
    const known = Object.values(configuration).some((terms) => Object(terms).limit_price !== "");
    const error = await failureOf(client.editOrder("order-1", known ? { price: "170" } : { quantity: "4" }));
    expect(error).toMatchObject({ kind: "unsupported", sent: "no" });
    expect(sentTo(EDIT)).toEqual([]);
  });

  test("for an order that has the new terms already", async () => {
    const { client, requests } = editing(accepted, [before]);
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
  ])("when the read before it %s", async (_name, look, kind) => {
    const { client, sentTo } = editing(accepted, [look]);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error).toMatchObject({ kind, sent: "no", orderId: "order-1" });
    expect(sentTo(EDIT)).toEqual([]);
  });
});

describe("an edit that was accepted", () => {
  test("is looked up until it shows", async () => {
    const queued = orderWith(gtc("3.10", "171.25"), { status: "EDIT_QUEUED" });
    const { client, sentTo } = editing(accepted, [before, queued, lost, before, orderWith(gtc("4", "170"))]);
    const order = await client.editOrder("order-1", { price: "170.00", quantity: "4.0" });
    expect(order).toMatchObject({ quantity: "4", price: "170", status: OrderStatus.OPEN });
    expect(sentTo(LOOK)).toHaveLength(5);
  });

  test("and then filled or cancelled returns the final order", async () => {
    const filled = orderWith(gtc("3.10", "171.25"), { status: "FILLED", filled_size: "3.10" });
    const { client, sentTo } = editing(accepted, [before, filled]);
    const order = await client.editOrder("order-1", { price: "170" });
    expect(sentTo(LOOK)).toHaveLength(2);
    expect(order).toMatchObject({ status: OrderStatus.FILLED, price: "171.25", filledQuantity: "3.10" });
  });

  test("and does not show in time has an unknown outcome with the code EDIT_ACCEPTED", async () => {
    const { client, clock, logged } = editing(accepted, [before], 1_500);
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
    "and whose every lookup %s has an unknown outcome with the code EDIT_ACCEPTED",
    async (_name, look, cancelMs) => {
      const { client } = editing(accepted, [before, look], cancelMs);
      const error = await failureOf(client.editOrder("order-1", { price: "170" }));
      expect(error).toMatchObject({
        kind: "outcomeUnknown",
        code: "EDIT_ACCEPTED",
        sent: "yes",
        clientOrderId: "mine-1",
      });
    },
  );

  test("and read once with the old terms has an unknown outcome that says so", async () => {
    const { client } = editing(accepted, [before, before, lost], 1_000);
    const error = await failureOf(client.editOrder("order-1", { price: "170" }));
    expect(error.reason).toContain("the change did not show");
  });

  test("is looked up once with a cancelMs of 0", async () => {
    const { client, sentTo, clock } = editing(accepted, [before, orderWith(gtc("3.10", "170"))], 0);
    expect(await client.editOrder("order-1", { price: "170" })).toMatchObject({ price: "170" });
    expect(sentTo(LOOK)).toHaveLength(2);
    expect(clock.pauses).toEqual([]);
  });

  test("stays accepted when the caller aborts during the lookup", async () => {
    const controller = new AbortController();
    const { client } = editing(accepted, [
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
