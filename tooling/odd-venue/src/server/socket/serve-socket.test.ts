import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type OddExchange, startOddExchange } from "../odd-exchange.ts";
import { call } from "../testing/caller.ts";
import { newNonce } from "../testing/sign.ts";
import { auth, connect, connectKnown } from "../testing/socket.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

describe("signing in", () => {
  test("is answered under its id, in a list", async () => {
    const socket = await connect(exchange);
    socket.send(auth(exchange));
    await socket.find({ id: "a" });
    expect(socket.frames).toEqual(['[{"id":"a","ok":true}]']);
  });

  test.each<[string, (of: OddExchange) => string, string]>([
    [
      "a bad signature",
      (of) => auth(of).replace('"sign":"', '"sign":"0'),
      '{"id":"a","code":-1022,"msg":"bad signature"}',
    ],
    ["another key", (of) => auth(of).replace("odd-", "odd"), '{"id":"a","code":-1022,"msg":"bad signature"}'],
    ["an old nonce", (of) => auth(of, "1000"), '{"id":"a","code":-1021,"msg":"stale nonce"}'],
    ["another request first", () => '{"op":"ping"}', '{"code":-1020,"msg":"say who you are"}'],
    ["no JSON", () => "hello", '{"code":-1020,"msg":"say who you are"}'],
  ])("with %s is refused, and the socket is closed with 4001", async (_what, frameOf, answer) => {
    const socket = await connect(exchange);
    socket.send(frameOf(exchange));
    socket.send(auth(exchange));
    expect(await socket.closed).toBe(4001);
    expect(socket.frames).toEqual([`[${answer}]`]);
  });

  test("shares its nonces with REST", async () => {
    const nonce = newNonce();
    const socket = await connect(exchange);
    socket.send(auth(exchange, nonce));
    await socket.find({ ok: true });
    expect((await call(exchange, "GET", "/v2/key", undefined, { nonce })).text).toContain("-1021");
  });
});

describe("requests", () => {
  test("a ping is answered with a pong", async () => {
    const socket = await connectKnown(exchange);
    socket.send({ op: "ping" });
    await socket.find({ pong: true });
    expect(socket.frames[1]).toBe('[{"pong":true}]');
  });

  test.each([
    ["an unknown market", { op: "sub", id: "x", ch: "book", market: "NONE/SUCH" }, -1121],
    ["no market", { op: "sub", id: "x", ch: "book" }, -1102],
    ["an unknown channel", { op: "sub", id: "x", ch: "trades", market: "BTC/USD" }, -1102],
    ["an unknown operation", { op: "list", id: "x" }, -1102],
    ["an unknown member", { op: "sub", id: "x", ch: "orders", symbol: "BTC/USD" }, -1102],
  ])("%s is refused, and the socket stays", async (_what, request, code) => {
    const socket = await connectKnown(exchange);
    socket.send(request);
    const answer = await socket.find({ code });
    if (request.id === answer.id) expect(answer.msg).toBeTypeOf("string");
    await socket.settle();
  });
});

describe("the server's pings", () => {
  const PING_MS = 3_000;
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  test("are numbered and keep a socket that answers", async () => {
    const socket = await connectKnown(exchange);
    for (const n of [1, 2, 3]) {
      vi.advanceTimersByTime(PING_MS);
      await socket.find({ ping: n });
      socket.send({ op: "pong", n });
      await socket.settle();
    }
    expect(socket.frames).toContain('[{"ping":2}]');
  });

  test("close with 4008 a socket that does not answer", async () => {
    const socket = await connectKnown(exchange);
    vi.advanceTimersByTime(PING_MS);
    await socket.find({ ping: 1 });
    socket.send({ op: "pong", n: 7 });
    await socket.settle();
    vi.advanceTimersByTime(PING_MS - 1);
    await socket.settle();
    vi.advanceTimersByTime(1);
    expect(await socket.closed).toBe(4008);
  });

  test("start after the client has signed in", async () => {
    const socket = await connect(exchange);
    vi.advanceTimersByTime(3 * PING_MS);
    socket.send(auth(exchange));
    await socket.find({ id: "a", ok: true });
    expect(socket.messages).toHaveLength(1);
  });

  test("pause while replies are held", async () => {
    const socket = await connectKnown(exchange);
    const release = await exchange.levers.holdReplies();
    vi.advanceTimersByTime(3 * PING_MS);
    await release();
    await socket.settle();
    expect(socket.frames).toEqual(['[{"id":"a","ok":true}]', '[{"pong":true}]']);
  });

  test("follow the interval of the options", async () => {
    const other = await startOddExchange({ pingMs: 10 });
    const socket = await connectKnown(other);
    vi.advanceTimersByTime(10);
    await socket.find({ ping: 1 });
    await other.close();
  });
});
