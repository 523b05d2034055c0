import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox.ts";
import type { Json } from "../testing/client.ts";
import { createTestBook } from "../testing/streams.ts";

let sandbox: Sandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ rateLimits: false, ...options });
}

beforeEach(() => start());
afterEach(() => sandbox.close());

const HEARTBEATS = '{"type":"subscribe","channel":"heartbeats"}';
const LEVEL2 = '{"type":"subscribe","channel":"level2","product_ids":["BTC-USD"]}';

async function open(host: "market" | "user" = "market"): Promise<WebSocket> {
  const socket = new WebSocket(sandbox.coinbase.wsUrls[host]);
  socket.on("error", () => undefined);
  await once(socket, "open");
  return socket;
}

/** Takes the given number of frames. */
async function take(socket: WebSocket, count: number): Promise<Json[]> {
  const frames: Json[] = [];
  const enough = new Promise<void>((resolve) => {
    socket.on("message", (data, isBinary) => {
      expect(isBinary).toBe(false);
      frames.push(JSON.parse(String(data)));
      if (frames.length === count) resolve();
    });
  });
  await enough;
  socket.removeAllListeners("message");
  return frames;
}

async function closeOf(socket: WebSocket): Promise<[code: number, reason: string]> {
  const [code, reason] = await once(socket, "close");
  return [code, String(reason)];
}

describe("over sockets", () => {
  test("each host has its own port, separate from REST", () => {
    const { restUrl, wsUrls } = sandbox.coinbase;
    for (const url of [wsUrls.market, wsUrls.user]) expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(new Set([restUrl, wsUrls.market, wsUrls.user].map((url) => new URL(url).port)).size).toBe(3);
  });

  test("a stream's port can be chosen, and a port in use fails the start", async () => {
    const port = Number(new URL(sandbox.coinbase.wsUrls.market).port);
    await expect(startSandbox({ wsPorts: { user: port } })).rejects.toThrow("EADDRINUSE");
    await sandbox.close();
    await start({ wsPorts: { user: port } });
    expect(sandbox.coinbase.wsUrls.user).toBe(`ws://127.0.0.1:${port}`);
  });

  test("a book arrives completely, and follows the venue's", async () => {
    await sandbox.close();
    await start({ levels: { "BTC-USD": 20_000 }, recordTruth: true });
    const socket = await open();
    socket.send(LEVEL2);
    const [acknowledgement, snapshot] = await take(socket, 2);
    expect(acknowledgement).toMatchObject({ channel: "subscriptions", sequence_num: 0 });
    const arriving = take(socket, 50);
    sandbox.coinbase.tick("BTC-USD", 50);
    const updates = await arriving;
    const book = createTestBook();
    for (const frame of [snapshot, ...updates]) book.apply(frame);
    expect(book.toJson()).toEqual(sandbox.coinbase.book("BTC-USD"));
    expect(sandbox.coinbase.truth.bookAt(1, 51)).toEqual(book.toJson());
    socket.terminate();
  });

  test("markets move by themselves with `ticksPerSecond`", async () => {
    await sandbox.close();
    await start({ ticksPerSecond: 200 });
    const socket = await open();
    socket.send(LEVEL2);
    const frames = await take(socket, 5);
    expect(frames.at(-1)).toMatchObject({ channel: "l2_data", events: [{ type: "update" }] });
  });

  test("the user's host answers on its own port", async () => {
    const socket = await open("user");
    socket.send(LEVEL2);
    expect(await take(socket, 1)).toEqual([{ type: "error", message: "authentication failure" }]);
    expect(sandbox.coinbase.connections()).toEqual([{ number: 1, host: "user" }]);
  });

  test("a client's close is answered, and a lost client is forgotten", async () => {
    const [polite, rude] = [await open(), await open()];
    polite.close(4000);
    expect(await closeOf(polite)).toEqual([4000, ""]);
    rude.terminate();
    await until(() => sandbox.coinbase.connections().length === 0);
  });

  test("a message that is too large ends the connection", async () => {
    const socket = await open();
    socket.send("x".repeat(70_000));
    expect(await closeOf(socket)).toEqual([1009, ""]);
  });

  test("a plain HTTP request gets 426", async () => {
    const url = sandbox.coinbase.wsUrls.market.replace("ws:", "http:");
    expect((await fetch(url)).status).toBe(426);
  });
});

describe("faults over sockets", () => {
  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])(
    "close with %i",
    async (code) => {
      sandbox.coinbase.streamFaults.add({ kind: "close", code, reason: "because" });
      const socket = await open();
      socket.send(HEARTBEATS);
      expect(await closeOf(socket)).toEqual([code, "because"]);
    },
  );

  test("close without a code, or without a close frame", async () => {
    sandbox.coinbase.streamFaults.add({ kind: "close", code: 1005 }, { kind: "close", code: 1006 });
    const [plain, cut] = [await open(), await open()];
    plain.send(HEARTBEATS);
    expect((await closeOf(plain))[0]).toBe(1005);
    cut.send(HEARTBEATS);
    expect((await closeOf(cut))[0]).toBe(1006);
  });

  test("reset the connection", async () => {
    sandbox.coinbase.streamFaults.add({ kind: "reset" });
    const connection = connect(Number(new URL(sandbox.coinbase.wsUrls.market).port), "127.0.0.1");
    const failure = once(connection, "error");
    const socket = new WebSocket(sandbox.coinbase.wsUrls.market, { createConnection: () => connection });
    await once(socket, "open");
    socket.send(HEARTBEATS);
    expect((await closeOf(socket))[0]).toBe(1006);
    expect(await failure).toMatchObject([{ code: "ECONNRESET" }]);
  });

  test("stall: neither a close nor a ping is answered", async () => {
    sandbox.coinbase.streamFaults.add({ kind: "stall", match: { frame: 1 } });
    const socket = await open();
    socket.send(HEARTBEATS);
    await take(socket, 1);
    socket.send(LEVEL2);
    await until(() => sandbox.coinbase.streamFaults.pending.length === 0);
    const events: string[] = [];
    for (const name of ["message", "pong", "close"]) socket.on(name, () => events.push(name));
    socket.ping();
    socket.close();
    const other = await open();
    other.send(LEVEL2);
    await take(other, 2);
    expect(events).toEqual([]);
    expect(sandbox.coinbase.connections()).toHaveLength(2);
    socket.terminate();
  });

  test("refuse a handshake with a status and headers", async () => {
    const headers = { "retry-after": "7", "x-reason": "busy" };
    sandbox.coinbase.streamFaults.add({ kind: "refuse", status: 429, headers, match: { host: "user" } });
    const socket = new WebSocket(sandbox.coinbase.wsUrls.user);
    const [, response] = await once(socket, "unexpected-response");
    expect(response.statusCode).toBe(429);
    expect(response.headers).toMatchObject(headers);
    socket.on("error", () => undefined);
    socket.terminate();
    (await open("user")).terminate();
  });

  test("leave a handshake unanswered", async () => {
    sandbox.coinbase.streamFaults.add({ kind: "silent" });
    const { port } = new URL(sandbox.coinbase.wsUrls.market);
    const socket = connect(Number(port), "127.0.0.1");
    const lines = ["GET / HTTP/1.1", "host: 127.0.0.1", "connection: upgrade", "upgrade: websocket"];
    const keys = ["sec-websocket-version: 13", "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=="];
    socket.write([...lines, ...keys, "", ""].join("\r\n"));
    let heard = "";
    socket.on("data", (data) => {
      heard += String(data);
    });
    await until(() => sandbox.coinbase.streamFaults.pending.length === 0);
    (await open()).terminate();
    expect(heard).toBe("");
    const cut = once(socket, "close");
    socket.on("error", () => undefined);
    await sandbox.close();
    await cut;
  });

  test("cut, pad and wrap frames", async () => {
    sandbox.coinbase.streamFaults.add(
      { kind: "malformed" },
      { kind: "array" },
      { kind: "oversize", megabytes: 2 },
    );
    const socket = await open();
    const texts: string[] = [];
    socket.on("message", (data) => texts.push(String(data)));
    for (let message = 0; message < 3; message++) socket.send(HEARTBEATS);
    await until(() => texts.length === 3);
    expect(() => JSON.parse(texts[0] ?? "")).toThrow(SyntaxError);
    expect(JSON.parse(texts[1] ?? "")).toHaveLength(1);
    expect(JSON.parse(texts[2] ?? "")).toMatchObject({ channel: "subscriptions", sequence_num: 2 });
    expect(texts[2]?.length).toBeGreaterThan(2 * 1_048_576);
  });
});

test("closing the sandbox ends every connection at once, also one that has stalled", async () => {
  sandbox.coinbase.streamFaults.add({ kind: "stall", match: { connection: 2 } });
  const sockets = [await open(), await open(), await open("user")];
  for (const socket of sockets) socket.send(HEARTBEATS);
  await until(() => sandbox.coinbase.streamFaults.pending.length === 0);
  const closing = Promise.all(sockets.map((socket) => closeOf(socket)));
  await sandbox.close();
  await closing;
  expect(sandbox.coinbase.connections()).toEqual([]);
});

/** Waits, turn by turn of the event loop, until a condition is true. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isSo()).toBe(true);
}
