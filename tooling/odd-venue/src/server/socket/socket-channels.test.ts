import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OddExchange, startOddExchange } from "../odd-exchange.ts";
import { call, marketOrder, place, read, restingBuy } from "../testing/caller.ts";
import { connectKnown, type Message } from "../testing/socket.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

describe("a book", () => {
  const SUB = { op: "sub", id: "s", ch: "book", market: "BTC/USD" };

  test("starts with a full book after the answer, with the exact digits of all levels", async () => {
    exchange.paper.setOrderBook("BTC-USD", {
      bids: [["49999.10", "0.12345678901234567"]],
      asks: [
        ["50000.00", "1"],
        ["123456789012345678.01", "2.50"],
      ],
    });
    const socket = await connectKnown(exchange);
    socket.send(SUB);
    const { seq } = await socket.find({ ch: "book" });
    expect(seq).toBeGreaterThan(1_000);
    expect(socket.messages.slice(1).map(({ id, ch }) => id ?? ch)).toEqual(["s", "book"]);
    expect(socket.frames.join()).toContain(
      `{"ch":"book","market":"BTC/USD","seq":${seq},"full":true,"b":[[49999.10,0.12345678901234567]],` +
        '"a":[[50000.00,1],[123456789012345678.01,2.50]]}',
    );
  });

  test("continues with the changed levels, each message numbered one higher", async () => {
    const { paper } = exchange;
    paper.setOrderBook("BTC-USD", {
      bids: [
        ["1", "1"],
        ["2", "2"],
      ],
      asks: [["10", "1"]],
    });
    const socket = await connectKnown(exchange);
    socket.send(SUB);
    const seq = Number((await socket.find({ ch: "book" })).seq);
    paper.setOrderBook("BTC-USD", {
      bids: [
        ["1", "1"],
        ["3.5", "2"],
      ],
      asks: [["10.0", "1"]],
    });
    paper.setOrderBook("BTC-USD", {
      bids: [
        ["1", "0.5"],
        ["3.5", "2"],
      ],
      asks: [
        ["11", "1"],
        ["20", "7"],
      ],
    });
    await socket.settle();
    const updates = socket.messages.filter(({ ch, full }) => ch === "book" && full === undefined);
    const b: unknown[] = updates.flatMap((update) => update.b as unknown[]);
    expect(b).toEqual(
      expect.arrayContaining([
        [2, 0],
        [3.5, 2],
        [1, 0.5],
      ]),
    );
    expect(b).toHaveLength(3);
    expect(updates.flatMap((update) => update.a as unknown[])).toEqual(
      expect.arrayContaining([
        [10, 0],
        [11, 1],
        [20, 7],
      ]),
    );
    expect(updates.map((update) => update.seq)).toEqual(updates.map((_update, at) => seq + 1 + at));
  });

  test("ends after unsub and starts with a full book when it is subscribed again", async () => {
    const socket = await connectKnown(exchange);
    socket.send(SUB);
    await socket.find({ ch: "book" });
    socket.send({ ...SUB, id: "again" });
    expect(await socket.find({ id: "again" })).toMatchObject({ code: -1102 });
    socket.send({ ...SUB, op: "unsub", id: "u" });
    await socket.find({ id: "u", ok: true });
    const before = socket.messages.length;
    await place(exchange, restingBuy());
    await socket.settle();
    expect(socket.messages.slice(before)).toEqual([{ pong: true }]);
    socket.send({ ...SUB, id: "s2" });
    await socket.find({ id: "s2", ok: true });
    await socket.settle();
    const fulls = socket.messages.filter(({ full }) => full === true);
    expect(fulls).toHaveLength(2);
    expect(fulls[1]?.b).toContainEqual([100.5, 0.01]);
  });

  test("of two markets and two sockets has a sequence for each", async () => {
    const sockets = [await connectKnown(exchange), await connectKnown(exchange)];
    for (const socket of sockets) {
      socket.send(SUB);
      socket.send({ ...SUB, id: "e", market: "ETH/USD" });
      await socket.find({ ch: "book", market: "ETH/USD" });
    }
    await place(exchange, marketOrder("b"));
    for (const socket of sockets) {
      await socket.settle();
      const booksOf = (market: string): Message[] =>
        socket.messages.filter((message) => message.market === market);
      expect(booksOf("ETH/USD")).toHaveLength(1);
      expect(booksOf("BTC/USD").length).toBeGreaterThan(1);
    }
  });
});

describe("orders", () => {
  const SUB = { op: "sub", id: "o", ch: "orders" };

  test("are pushed at each change in the form of REST, without a snapshot", async () => {
    await place(exchange, restingBuy("before"));
    const socket = await connectKnown(exchange);
    socket.send(SUB);
    await socket.find({ id: "o", ok: true });
    const id = await place(exchange, restingBuy("after"));
    await socket.settle();
    await call(exchange, "DELETE", `/v2/orders/${id}`);
    await socket.settle();
    const text = await read(exchange, `/v2/orders/${id}`);
    expect(socket.frames.join()).toContain(`{"ch":"orders","order":${text}}`);
    const told = socket.messages.filter(({ ch }) => ch === "orders").map(({ order }) => order);
    expect(told).toMatchObject([
      { cid: "after", state: "live" },
      { cid: "after", state: "gone" },
    ]);
  });

  test("are pushed only to subscribed sockets", async () => {
    const socket = await connectKnown(exchange);
    socket.send(SUB);
    socket.send({ ...SUB, op: "unsub", id: "u" });
    await socket.find({ id: "u", ok: true });
    await place(exchange, restingBuy());
    await socket.settle();
    expect(socket.messages.filter(({ ch }) => ch === "orders")).toEqual([]);
  });
});
