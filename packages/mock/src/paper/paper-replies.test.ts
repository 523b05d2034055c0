import { OrderSide, OrderStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import { watchBooks } from "../testdata/watch.ts";
import { buy, createTestPaper, place, SYMBOL } from "./testdata/paper.ts";

test("without a latency an order is placed within microtasks, and no timer is left", async () => {
  const { client, clock } = createTestPaper();
  let isPlaced = false;
  void client.placeOrder(buy("1", "90")).then(() => {
    isPlaced = true;
  });
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  expect(isPlaced).toBe(true);
  expect(clock.timers()).toBe(0);
});

test("half of the latency passes before the exchange acts, and half after", async () => {
  const { client, clock } = createTestPaper({ latencyMs: 100 });
  let isPlaced = false;
  const placing = client.placeOrder(buy("1", "101")).then(() => {
    isPlaced = true;
  });
  await clock.advance(49);
  expect(client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "0.4" })).toHaveLength(1);
  await clock.advance(50);
  expect(client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "0.4" })[0]?.price).toBe("101");
  expect(isPlaced).toBe(false);
  await clock.advance(1);
  await placing;
  expect(clock.timers()).toBe(0);
});

test("a call with an already aborted signal is aborted, and nothing happens", async () => {
  const { client } = createTestPaper();
  const failure = await failureOf(client.placeOrder(buy("1", "90"), { signal: AbortSignal.abort() }));
  expect(failure).toMatchObject({ kind: "aborted", sent: "no" });
  expect(await client.getOrders()).toEqual([]);
});

test("an order that is aborted in flight is still carried out, at once", async () => {
  const { client, clock } = createTestPaper({ latencyMs: 100 });
  const controller = new AbortController();
  const placing = failureOf(
    client.placeOrder(buy("1", "90", { clientOrderId: "mine" }), { signal: controller.signal }),
  );
  await clock.advance(10);
  controller.abort();
  expect(await placing).toMatchObject({ kind: "outcomeUnknown", sent: "maybe", clientOrderId: "mine" });
  expect(clock.timers()).toBe(0);
  const reading = client.getOrders({ clientOrderIds: ["mine"] });
  await clock.advance(100);
  expect(await reading).toMatchObject([
    { status: OrderStatus.OPEN, createdTime: { seconds: "1767614400", nanos: 10_000_000 } },
  ]);
});

test("a call that ends while its reply is in flight leaves no timer", async () => {
  const { client, clock } = createTestPaper({ latencyMs: 100, timeoutMs: 60 });
  const reading = failureOf(client.getBalance());
  await clock.advance(60);
  expect(await reading).toMatchObject({ kind: "timeout", retryable: true });
  expect(clock.timers()).toBe(0);
});

test("a stream takes the latency to open, and an abort leaves no timer", async () => {
  const { client, clock } = createTestPaper({ latencyMs: 100 });
  const opening = watchBooks(client);
  await clock.advance(99);
  expect((await Promise.race([opening, "not yet"])) === "not yet").toBe(true);
  await clock.advance(1);
  expect((await opening).items).toHaveLength(1);
  const controller = new AbortController();
  const abandoned = failureOf(watchBooks(client, SYMBOL, { signal: controller.signal }));
  await clock.advance(10);
  controller.abort();
  expect((await abandoned).kind).toBe("aborted");
  expect(clock.timers()).toBe(0);
});

test("while the exchange is down every call rejects with a retryable error, and nothing happens", async () => {
  const { client } = createTestPaper();
  client.takeDown();
  const ignore = (): void => {};
  const calls = [
    client.placeOrder(buy("1", "90")),
    client.cancelOrder("none"),
    client.getOrder("none"),
    client.getOrders(),
    client.getFills(),
    client.getBalance(),
    client.getProducts(),
    client.getOrderBook(SYMBOL),
    client.health(),
    client.subscribeOrderBook(SYMBOL, ignore),
    client.subscribeTrades(SYMBOL, ignore),
    client.subscribeOrders(ignore),
  ];
  for (const call of await Promise.all(calls.map(failureOf))) {
    expect(call).toMatchObject({ kind: "unavailable", code: "VENUE_DOWN", sent: "no", retryable: true });
  }
  client.bringUp();
  expect(await client.getOrders()).toEqual([]);
});

test("while replies are held no call settles, and requests are carried out", async () => {
  const { client } = createTestPaper();
  const { orderId } = await place(client, buy("1", "90"));
  client.holdReplies();
  let settled = 0;
  const count = (): void => {
    settled += 1;
  };
  const waiting = [
    client.placeOrder(buy("1", "91")),
    client.cancelOrder(orderId),
    client.getBalance(),
    client.subscribeTrades(SYMBOL, () => {}),
  ];
  for (const call of waiting) void call.then(count, count);
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  expect(settled).toBe(0);
  const [trade] = client.trade(SYMBOL, { side: OrderSide.SELL, quantity: "3.5", price: "90" });
  expect(trade?.price).toBe("99");
  client.releaseReplies();
  const [report, status] = await Promise.all(waiting);
  expect(status).toBe(OrderStatus.CANCELLED);
  expect(report).toMatchObject({ status: OrderStatus.SUBMITTED });
  expect((await client.getOrders({ statuses: [OrderStatus.FILLED] }))[0]).toBeUndefined();
  expect((await client.getOrders({ statuses: [OrderStatus.PARTIALLY_FILLED] }))[0]?.price).toBe("91");
});

test("held calls end by timeout and by close with outcomeUnknown", async () => {
  const unheard = await unhandledRejectionsOf(async () => {
    const { client, clock } = createTestPaper({ timeoutMs: 500 });
    client.holdReplies();
    const placing = failureOf(client.placeOrder(buy("1", "90", { clientOrderId: "mine" })));
    const refused = failureOf(client.placeOrder(buy("100", "90")));
    const reading = failureOf(client.getBalance());
    await clock.advance(500);
    expect(await placing).toMatchObject({ kind: "outcomeUnknown", code: "TIMEOUT", clientOrderId: "mine" });
    expect((await refused).kind).toBe("outcomeUnknown");
    expect((await reading).kind).toBe("timeout");
    const closing = failureOf(client.cancelOrder("none"));
    await client.close();
    expect(await closing).toMatchObject({ kind: "outcomeUnknown", code: "CLIENT_CLOSED" });
    expect(await failureOf(client.getBalance())).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    client.releaseReplies();
    expect(clock.timers()).toBe(0);
  });
  expect(unheard).toEqual([]);
});
