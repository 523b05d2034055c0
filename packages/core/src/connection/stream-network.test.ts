import { describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import {
  acceptHandshake,
  type RawServer,
  refuseHandshake,
  startRawServer,
  textFrame,
} from "../testdata/network/raw-web-socket-server.ts";
import { runNode } from "../testdata/network/run-node.ts";
import { createTestSocket, type ProtocolChanges } from "../testdata/streams/scripted-venue.ts";
import { BTC, ETH, type RecordingSink, recordingSink } from "../testdata/streams/test-stream.ts";
import { createStreamHub, type StreamHub } from "./stream-hub.ts";
import { STREAM_LIMITS } from "./topics/stream-context.ts";

const LIVE = ["confirmed", "snapshot"];

/** Creates a hub over real sockets that reconnects without delay. */
function createHub(url: string, changes: ProtocolChanges = {}): StreamHub {
  const runtime = resolveRuntime({ logger: false, random: () => 0 });
  const limits = { ...STREAM_LIMITS, handshakeMs: 5_000, messageBytes: 1_000 };
  return createStreamHub(createTestSocket({ url, ...changes }), runtime, limits);
}

/** Resolves when a sink has noted a word this many times. */
async function until(sink: RecordingSink, word: string, times = 1): Promise<void> {
  while (sink.told.filter((each) => each === word).length < times) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe("W1: a venue that refuses the handshake", () => {
  test.each([401, 403])("with %i three times in a row ends the topics", async (status) => {
    await using server = await startRawServer((socket) => refuseHandshake(socket, status));
    const hub = createHub(server.url);
    const sinks = [BTC, ETH].map((topic) => {
      const sink = recordingSink();
      hub.attach(topic, sink);
      return sink;
    });
    for (const sink of sinks) {
      await until(sink, "ended unauthorized");
      expect(sink.told).toEqual([`lost HANDSHAKE_${status}`, "ended unauthorized"]);
      expect(sink.errors).toMatchObject([{ code: `HANDSHAKE_${status}`, status, sent: "yes" }]);
    }
    expect(server.requests).toHaveLength(3);
    await hub.close();
  });

  test("with other statuses in between is tried again", async () => {
    const statuses = [401, 401, 503, 404, 403, 401, 302, 500, 0];
    await using server = await startRawServer((socket, request) => {
      const status = statuses.shift() ?? 0;
      if (status > 0) refuseHandshake(socket, status);
      else acceptHandshake(socket, request, textFrame('{"sequence":0,"data":[]}'));
    });
    const hub = createHub(server.url);
    const sink = recordingSink();
    hub.attach(BTC, sink);
    while (server.requests.length < 9) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(sink.errors).toEqual([]);
    await hub.close();
  });

  test("with a Retry-After is not tried earlier", async () => {
    const times: number[] = [];
    await using server = await startRawServer((socket) => {
      times.push(performance.now());
      refuseHandshake(socket, 429, "Retry-After: 1");
    });
    const hub = createHub(server.url);
    hub.attach(BTC, recordingSink());
    while (times.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const [first = 0, second = 0] = times;
    // Clocks and timers differ by less than a millisecond or two.
    expect(second - first).toBeGreaterThan(990);
    await hub.close();
  });
});

/** Answers the subscriptions of a socket. */
async function startVenue(): Promise<{ readonly url: string; readonly server: WebSocketServer }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  server.on("connection", (socket) => {
    let sequence = 0;
    const topics: unknown[] = [];
    const send = (message: Readonly<Record<string, unknown>>): void =>
      socket.send(JSON.stringify({ sequence: sequence++, ...message }));
    socket.on("message", (data) => {
      const { channel, keys } = JSON.parse(String(data));
      topics.push(...keys.map((key: string) => ({ channel, key })));
      send({ subscribed: topics });
      if (channel === "heartbeats") return;
      for (const key of keys) send({ data: [{ channel, key, events: [{ type: "snapshot" }] }] });
    });
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  return { url: `ws://127.0.0.1:${address.port}`, server };
}

describe("over real sockets", () => {
  test("W4, W16: topics come back after every kind of end", async () => {
    const { url, server } = await startVenue();
    const hub = createHub(url);
    const sink = recordingSink();
    hub.attach(BTC, sink);
    await until(sink, "snapshot");
    const ends: ReadonlyArray<(client: WebSocket) => void> = [
      (client) => client.terminate(),
      (client) => client.close(1000),
      (client) => client.close(1011),
      (client) => client.close(4000, "go away"),
      (client) => client.send("no JSON"),
      (client) => client.send(Buffer.from("{}")),
      (client) => client.send('{"sequence":99}'),
      (client) => client.send("x".repeat(1_001)),
    ];
    for (const [index, end] of ends.entries()) {
      for (const client of server.clients) end(client);
      await until(sink, "snapshot", index + 2);
    }
    expect(sink.told.filter((each) => !LIVE.includes(each))).toEqual([
      ...Array(4).fill("lost CLOSED"),
      "lost MALFORMED",
      "lost MALFORMED",
      "lost GAP",
      "lost MESSAGE_TOO_LARGE",
    ]);
    await hub.close();
    expect(server.clients.size).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  test("W9: a snapshot that is always too large ends its topic after the third", async () => {
    const { url, server } = await startVenue();
    server.on("connection", (socket) => socket.on("message", () => socket.send("x".repeat(1_001))));
    const hub = createHub(url);
    const sink = recordingSink();
    hub.attach(BTC, sink);
    await until(sink, "ended malformed");
    expect(sink.errors).toMatchObject([{ code: "MESSAGE_TOO_LARGE" }]);
    await hub.close();
    await new Promise((resolve) => server.close(resolve));
  });

  test("W3: the connection to a silent venue is cut", async () => {
    const { url, server } = await startVenue();
    const hub = createHub(url, { silenceMs: 100 });
    const sink = recordingSink();
    hub.attach(BTC, sink);
    await until(sink, "lost SILENCE", 2);
    expect(server.clients.size).toBeLessThanOrEqual(2);
    await hub.close();
    await new Promise((resolve) => server.close(resolve));
  });

  test("N15: closes within a second when the venue does not answer", async () => {
    await using server: RawServer = await startRawServer((socket, request) => {
      acceptHandshake(socket, request);
      socket.pause();
    });
    const hub = createHub(server.url);
    hub.attach(BTC, recordingSink());
    while (server.connections.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const startMs = performance.now();
    await hub.close();
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});

test("N10, N15: a program that has closed its hub ends by itself in every state of the connection", async () => {
  await using silent = await startRawServer(() => {});
  await using refusing = await startRawServer((socket) => refuseHandshake(socket, 503));
  await using accepting = await startRawServer((socket, request) => acceptHandshake(socket, request));
  const program = `
    import { createStreamHub } from "./src/connection/stream-hub.ts";
    import { resolveRuntime } from "./src/runtime/resolve-runtime.ts";
    process.on("unhandledRejection", (error) => { throw error; });
    const sink = { confirmed() {}, receive() {}, lost() {}, ended() {} };
    for (const url of ${JSON.stringify([silent.url, refusing.url, accepting.url, "ws://127.0.0.1:1/"])}) {
      for (const waitMs of [0, 1, 20, 150]) {
        const hub = createStreamHub({
          venue: "testvenue", host: "market", url,
          sign: async () => undefined, inTurn: (_call, work) => work(), unauthorized() {},
          protocol: {
            silenceMs: 10_000, topicsPerConnection: 10,
            createSession: () => ({ write: async () => ["{}"], read: () => [] }),
          },
        }, resolveRuntime({ logger: false }));
        hub.attach({ channel: "a", key: "b" }, sink);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        await hub.close();
      }
    }
    console.log("closed");
  `;
  expect((await runNode(program)).stdout).toContain("closed");
});
