import { OrderSide } from "@cqvx/mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OddExchange, startOddExchange } from "./odd-exchange.ts";
import { call, place, read, restingBuy } from "./testing/caller.ts";
import { connect, connectKnown } from "./testing/socket.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

/** Long enough for an answer that is not held. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe("levers", () => {
  test("trade takes from the book as another account", async () => {
    const socket = await connectKnown(exchange);
    socket.send({ op: "sub", id: "s", ch: "book", market: "BTC/USD" });
    await socket.find({ full: true });
    await exchange.levers.trade(OrderSide.BUY, "0.001");
    await socket.settle();
    expect(socket.messages.filter(({ ch }) => ch === "book")).toHaveLength(2);
    expect(await read(exchange, "/v2/fills")).toBe("[]");
  });

  test("interrupt cuts every socket and allows new ones", async () => {
    const sockets = [await connectKnown(exchange), await connect(exchange)];
    await exchange.levers.interrupt();
    for (const socket of sockets) expect(await socket.closed).toBe(1006);
    await connectKnown(exchange);
  });

  test("holdReplies holds answers and frames while requests are executed", async () => {
    const socket = await connectKnown(exchange);
    socket.send({ op: "sub", id: "o", ch: "orders" });
    await socket.find({ id: "o" });
    const release = await exchange.levers.holdReplies();
    let isAnswered = false;
    const placing = place(exchange, restingBuy("held")).finally(() => {
      isAnswered = true;
    });
    socket.send({ op: "ping" });
    await aMoment();
    expect(isAnswered).toBe(false);
    expect(socket.messages).toHaveLength(2);
    expect((await exchange.paper.getOrders()).map((order) => order.clientOrderId)).toEqual(["held"]);
    await release();
    const { orderId } = (await exchange.paper.getOrders())[0] ?? {};
    expect(await placing).toBe(orderId);
    await socket.find({ ch: "orders" });
    await socket.find({ pong: true });
  });

  test("holdReplies holds handshakes", async () => {
    const release = await exchange.levers.holdReplies();
    let isOpen = false;
    const opening = connectKnown(exchange).then(() => {
      isOpen = true;
    });
    await aMoment();
    expect(isOpen).toBe(false);
    await release();
    await opening;
  });

  test("takeDown answers 503 with HTML, cuts sockets and refuses handshakes until its release", async () => {
    const id = await place(exchange, restingBuy());
    const socket = await connectKnown(exchange);
    const release = await exchange.levers.takeDown();
    expect(await socket.closed).toBe(1006);
    const { status, headers, text } = await call(exchange, "PUT", "/v2/orders", restingBuy());
    expect([status, headers.get("content-type")]).toEqual([503, "text/html"]);
    expect(text).toMatch(/^<html>/);
    await expect(connect(exchange)).rejects.toThrow("503");
    await release();
    await release();
    expect(JSON.parse(await read(exchange, "/v2/orders"))).toMatchObject([{ id }]);
    await connectKnown(exchange);
  });

  test("a handshake on another path is refused", async () => {
    await expect(connect({ wsUrl: `${exchange.wsUrl}/x` })).rejects.toThrow("404");
  });
});

describe("closing", () => {
  test("cuts open connections, also while replies are held", async () => {
    const socket = await connectKnown(exchange);
    await exchange.levers.holdReplies();
    const pending = call(exchange, "GET", "/v2/key");
    const failed = expect(pending).rejects.toThrow();
    await aMoment();
    await exchange.close();
    await failed;
    expect(await socket.closed).toBe(1006);
  });
});
