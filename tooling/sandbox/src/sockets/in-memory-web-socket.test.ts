import { beforeEach, describe, expect, test } from "vitest";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase/coinbase-sandbox.ts";
import { createInMemoryWebSocket } from "../coinbase/stream-hosts.ts";
import { createTestClient, limitOrder } from "../testing/client.ts";
import { createToken } from "../testing/tokens.ts";
import { createManualClock, type ManualClock } from "../time/clock.ts";
import type { InMemoryEvent, InMemoryWebSocket } from "./in-memory-web-socket.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
});

interface Opened {
  readonly socket: InMemoryWebSocket;
  readonly events: InMemoryEvent[];
}

const EVENT_TYPES = ["open", "message", "error", "close"] as const;

function open(url: string = sandbox.wsUrls.market): Opened {
  const socket = new (createInMemoryWebSocket(sandbox))(url);
  const events: InMemoryEvent[] = [];
  for (const type of EVENT_TYPES) socket.addEventListener(type, (event) => events.push(event));
  return { socket, events };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const HEARTBEATS = '{"type":"subscribe","channel":"heartbeats"}';
const typesOf = ({ events }: Opened) => events.map(({ type }) => type);

describe("a WebSocket in memory", () => {
  test("opens after its creation, then receives the venue's frames in order", async () => {
    const opened = open();
    expect(opened.socket.readyState).toBe(0);
    expect(() => opened.socket.send(HEARTBEATS)).toThrow("still connecting");
    expect(opened.events).toEqual([]);
    await settle();
    expect(opened.socket.readyState).toBe(1);
    opened.socket.send(HEARTBEATS);
    opened.socket.send('{"type":"subscribe","channel":"level2","product_ids":["BTC-USD"]}');
    expect(typesOf(opened)).toEqual(["open"]);
    await settle();
    sandbox.tick("BTC-USD", 2);
    await clock.run(1_000);
    expect(typesOf(opened)).toEqual(["open", ...Array(6).fill("message")]);
    const frames = opened.events.slice(1).map(({ data }) => JSON.parse(data ?? ""));
    expect(frames.map(({ sequence_num }) => sequence_num)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("delivers each event in its own microtask", async () => {
    const opened = open();
    await Promise.resolve();
    expect(typesOf(opened)).toEqual(["open"]);
    opened.socket.send(HEARTBEATS);
    opened.socket.send(HEARTBEATS);
    await Promise.resolve();
    await Promise.resolve();
    expect(typesOf(opened)).toEqual(["open", "message", "message"]);
  });

  test.each([
    ["ws://127.0.0.1:8001", "market"],
    ["ws://127.0.0.1:8002/", "user"],
    ["wss://advanced-trade-ws.coinbase.com", "market"],
    ["wss://advanced-trade-ws-user.coinbase.com/", "user"],
  ])("at %s connects to the %s host", async (url, host) => {
    open(url);
    await settle();
    expect(sandbox.connections()).toEqual([{ number: 1, host }]);
  });

  test.each([
    "ws://127.0.0.1:8003",
    "wss://ws.example.com",
    "ws://advanced-trade-ws.coinbase.com",
    "nowhere",
  ])("at %s throws", (url) => {
    expect(() => open(url)).toThrow();
  });

  test("has the account's orders on the user's host", async () => {
    const { socket, events } = open(sandbox.wsUrls.user);
    await settle();
    const jwt = createToken(sandbox.credentials.ed25519, undefined, clock.now());
    socket.send(JSON.stringify({ type: "subscribe", channel: "user", jwt }));
    await createTestClient(sandbox, clock).order(limitOrder("BUY", "50000", "0.1"));
    await settle();
    expect(JSON.parse(events.at(-1)?.data ?? "")).toMatchObject({
      channel: "user",
      events: [{ type: "update", orders: [{ client_order_id: "order-1", status: "OPEN" }] }],
    });
  });

  test("closes with the given code, and sends nothing more", async () => {
    const opened = open();
    await settle();
    opened.socket.send(HEARTBEATS);
    opened.socket.close(4000, "done");
    expect(opened.socket.readyState).toBe(2);
    opened.socket.send(HEARTBEATS);
    opened.socket.close();
    await settle();
    expect(opened.socket.readyState).toBe(3);
    expect(opened.events.slice(1)).toEqual([{ type: "close", code: 4000, reason: "done", wasClean: true }]);
    opened.socket.terminate();
    await settle();
    expect(opened.events).toHaveLength(2);
    expect(sandbox.connections()).toEqual([]);
    expect(sandbox.streamMessages).toHaveLength(1);
  });

  test("is closed by the venue, or cut", async () => {
    const [closed, cut] = [open(), open(sandbox.wsUrls.user)];
    await settle();
    sandbox.disconnect({ host: "market", code: 1012, reason: "restart" });
    sandbox.disconnect({ code: 1006 });
    await settle();
    expect(closed.events.at(-1)).toEqual({ type: "close", code: 1012, reason: "restart", wasClean: true });
    expect(cut.events.at(-1)).toEqual({ type: "close", code: 1006, reason: "", wasClean: false });
  });

  test("can be terminated, before it opens and after", async () => {
    const [early, late] = [open(), open()];
    early.socket.terminate();
    await settle();
    late.socket.terminate();
    await settle();
    expect(typesOf(early)).toEqual(["close"]);
    expect(typesOf(late)).toEqual(["open", "close"]);
    expect(sandbox.connections()).toEqual([]);
  });

  test("that is closed before it opens never reaches the venue", async () => {
    const opened = open();
    opened.socket.close();
    await settle();
    expect(typesOf(opened)).toEqual(["close"]);
    expect(sandbox.connections()).toEqual([]);
  });

  test("is refused with an error and a close, or waits for ever", async () => {
    sandbox.streamFaults.add({ kind: "refuse", status: 503 }, { kind: "silent" });
    const [refused, waiting] = [open(), open()];
    await settle();
    await clock.run(60_000);
    expect(refused.events).toEqual([
      { type: "error" },
      { type: "close", code: 1006, reason: "", wasClean: false },
    ]);
    expect(waiting.events).toEqual([]);
    expect(waiting.socket.readyState).toBe(0);
    waiting.socket.close();
    await settle();
    expect(typesOf(waiting)).toEqual(["close"]);
  });

  test("that the venue has stalled closes only with `terminate`", async () => {
    sandbox.streamFaults.add({ kind: "stall" });
    const opened = open();
    await settle();
    opened.socket.send(HEARTBEATS);
    opened.socket.close();
    await clock.run(60_000);
    await settle();
    expect(typesOf(opened)).toEqual(["open"]);
    opened.socket.terminate();
    await settle();
    expect(opened.events.at(-1)).toMatchObject({ type: "close", code: 1006 });
    expect(sandbox.connections()).toEqual([]);
  });

  test("is refused when there are too many in a second", async () => {
    sandbox = createCoinbaseSandbox({ clock });
    const sockets = Array.from({ length: 9 }, () => open());
    await settle();
    expect(sockets.filter(({ socket }) => socket.readyState === 1)).toHaveLength(8);
    expect(sockets[8]?.events[0]).toEqual({ type: "error" });
  });

  test("removes a listener", async () => {
    const { socket, events } = open();
    const gone = () => events.push({ type: "error" });
    socket.addEventListener("open", gone);
    socket.removeEventListener("open", gone);
    await settle();
    expect(events).toEqual([{ type: "open" }]);
  });
});
