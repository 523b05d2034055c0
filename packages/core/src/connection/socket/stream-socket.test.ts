import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocketConstructor } from "../../contract/runtime.ts";
import { resolveRuntime } from "../../runtime/resolve-runtime.ts";
import { createManualClock } from "../../testdata/clocks/manual-clock.ts";
import { closedOrigin } from "../../testdata/network/loopback-server.ts";
import {
  acceptHandshake,
  refuseHandshake,
  startRawServer,
  textFrame,
} from "../../testdata/network/raw-web-socket-server.ts";
import { type SocketScript, scriptWebSockets } from "../../testdata/network/scripted-web-socket.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { STREAM_LIMITS, type StreamLimits } from "../topics/stream-context.ts";
import type { SocketEnd } from "./socket-end.ts";
import { StreamSocket } from "./stream-socket.ts";

const LIMITS: StreamLimits = {
  ...STREAM_LIMITS,
  handshakeMs: 20_000,
  closeMs: 100,
  messageBytes: 1_000,
};
const IMPATIENT: StreamLimits = { ...LIMITS, handshakeMs: 100 };

interface OpenedSocket {
  readonly socket: StreamSocket;
  /** The events of the socket. */
  readonly told: string[];
  readonly opened: Promise<void>;
  readonly ended: Promise<SocketEnd>;
}

function open(url: string, limits = LIMITS, WebSocket?: WebSocketConstructor): OpenedSocket {
  const told: string[] = [];
  let opened: () => void = () => {};
  let ended: (end: SocketEnd) => void = () => {};
  const whenOpened = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const whenEnded = new Promise<SocketEnd>((resolve) => {
    ended = resolve;
  });
  const socket = new StreamSocket(url, resolveRuntime({ WebSocket }), limits, {
    opened: () => {
      told.push("opened");
      opened();
    },
    message: (text) => void told.push(text),
    ended: (end) => {
      told.push(`ended ${end.code}`);
      ended(end);
    },
  });
  return { socket, told, opened: whenOpened, ended: whenEnded };
}

/** Resolves when the venue has no connection left. */
async function allGone(connections: ReadonlySet<unknown>): Promise<void> {
  while (connections.size > 0) await nextTurn();
}

const IMPLEMENTATIONS: ReadonlyArray<readonly [string, WebSocketConstructor | undefined]> = [
  ["ws", undefined],
  ["the WebSocket of the platform", globalThis.WebSocket],
];

describe.each(IMPLEMENTATIONS)("a socket of %s", (name, WebSocket) => {
  const isWs = name === "ws";

  test("opens, takes text and ends with the connection", async () => {
    await using server = await startRawServer((socket, request) => {
      acceptHandshake(socket, request, textFrame("first"), textFrame("second"));
      socket.write(Buffer.from([0x88, 2, 0x03, 0xe9]));
    });
    const { told, ended } = open(server.url, LIMITS, WebSocket);
    expect(await ended).toMatchObject({ code: "CLOSED", closeCode: 1001 });
    expect(told).toEqual(["opened", "first", "second", "ended CLOSED"]);
    await allGone(server.connections);
  });

  test("W4: ends once for every close code", async () => {
    for (const code of [1000, 1008, 1011, 1012, 1013, 3000, 4000, 4999]) {
      await using server = await startRawServer((socket, request) =>
        acceptHandshake(socket, request, Buffer.from([0x88, 2, code >> 8, code & 0xff])),
      );
      const { told, ended } = open(server.url, LIMITS, WebSocket);
      expect(await ended).toMatchObject({ code: "CLOSED", closeCode: code });
      await allGone(server.connections);
      expect(told).toEqual(["opened", "ended CLOSED"]);
    }
  });

  test("W1: is refused", async () => {
    for (const [status, header] of [
      [401, "X-Nothing: 1"],
      [429, "Retry-After: 7"],
      [503, "Retry-After: 2"],
      [200, "X-Nothing: 1"],
    ] as const) {
      await using server = await startRawServer((socket) => refuseHandshake(socket, status, header));
      const { told, ended } = open(server.url, LIMITS, WebSocket);
      const end = await ended;
      expect(told).toEqual([isWs ? `ended HANDSHAKE_${status}` : "ended CONNECTION_FAILED"]);
      if (isWs) {
        const retryAfterMs = { 429: 7_000, 503: 2_000 }[status as 429];
        expect(end).toMatchObject({ status, retryAfterMs });
      }
      await allGone(server.connections);
    }
  });

  test("W1: never follows a redirect", async () => {
    await using other = await startRawServer(() => {});
    await using server = await startRawServer((socket) =>
      refuseHandshake(socket, 302, `Location: ${other.url.replace("ws:", "http:")}`),
    );
    const { ended } = open(server.url, LIMITS, WebSocket);
    expect((await ended).code).toBe(isWs ? "HANDSHAKE_302" : "CONNECTION_FAILED");
    await allGone(server.connections);
    expect(other.requests).toEqual([]);
  });

  test("W1: names the network's error when nobody listens", async () => {
    const url = (await closedOrigin()).replace("http:", "ws:");
    const { told, ended } = open(url, LIMITS, WebSocket);
    expect((await ended).code).toBe(isWs ? "ECONNREFUSED" : "CONNECTION_FAILED");
    expect(told).toHaveLength(1);
  });

  test("W2: gives up a handshake without an answer or with a trickling one", async () => {
    for (const drips of [false, true]) {
      const timers: NodeJS.Timeout[] = [];
      await using server = await startRawServer((socket) => {
        if (!drips) return;
        socket.write("HTTP/1.1 101 Switching Protocols\r\n");
        timers.push(setInterval(() => socket.write("X-Drip: 1\r\n"), 10));
      });
      const { told, ended } = open(server.url, IMPATIENT, WebSocket);
      expect((await ended).code).toBe("HANDSHAKE_TIMEOUT");
      await allGone(server.connections);
      for (const timer of timers) clearInterval(timer);
      expect(told).toEqual(["ended HANDSHAKE_TIMEOUT"]);
    }
  });

  test("ends when the venue vanishes, and when its answer is not WebSocket", async () => {
    for (const answer of ["reset", "wrong accept"] as const) {
      await using server = await startRawServer((socket, request) => {
        if (answer === "reset") {
          acceptHandshake(socket, request);
          setImmediate(() => socket.resetAndDestroy());
        } else {
          acceptHandshake(socket, request.replace(/^sec-websocket-key: .*$/im, "Sec-WebSocket-Key: other"));
        }
      });
      const { told, ended } = open(server.url, LIMITS, WebSocket);
      await ended;
      await allGone(server.connections);
      expect(told.filter((each) => each.startsWith("ended"))).toHaveLength(1);
    }
  });

  test("W9: ends at a message above the limit, with its own code", async () => {
    const frame = Buffer.concat([Buffer.from([0x81, 126, 0x03, 0xe9]), Buffer.alloc(1_001, "x")]);
    await using server = await startRawServer((socket, request) => acceptHandshake(socket, request, frame));
    const { told, ended } = open(server.url, LIMITS, WebSocket);
    expect(await ended).toMatchObject({ code: "MESSAGE_TOO_LARGE", tooLarge: true });
    expect(told).toEqual(["opened", "ended MESSAGE_TOO_LARGE"]);
    await allGone(server.connections);
  });

  test("accepts a message at the limit", async () => {
    const frame = Buffer.concat([Buffer.from([0x81, 126, 0x03, 0xe8]), Buffer.alloc(1_000, "x")]);
    await using server = await startRawServer((socket, request) =>
      acceptHandshake(socket, request, frame, Buffer.from([0x88, 0])),
    );
    const { told, ended } = open(server.url, LIMITS, WebSocket);
    await ended;
    expect(told).toEqual(["opened", "x".repeat(1_000), "ended CLOSED"]);
  });

  test("W10: ends at a binary message", async () => {
    await using server = await startRawServer((socket, request) =>
      acceptHandshake(socket, request, Buffer.from([0x82, 1, 0x7b])),
    );
    const { told, ended } = open(server.url, LIMITS, WebSocket);
    await ended;
    expect(told).toEqual(["opened", "ended MALFORMED"]);
    await allGone(server.connections);
  });

  test.each([
    ["bad UTF-8", [0x81, 2, 0xc3, 0x28]],
    ["a reserved bit", [0xc1, 1, 0x78]],
    ["an unknown opcode", [0x83, 0]],
    ["a mask", [0x81, 0x81, 1, 2, 3, 4, 0x78]],
    ["a ping that is too long", [0x89, 126, 0, 126, ...Array(126).fill(0)]],
    ["a fragmented ping", [0x09, 0]],
    ["a continuation of nothing", [0x80, 1, 0x78]],
    ["a close code that is none", [0x88, 2, 0x03, 0xec]],
    ["a close of one byte", [0x88, 1, 0x03]],
  ])("W12: ends once at a frame with %s", async (_fault, bytes) => {
    await using server = await startRawServer((socket, request) =>
      acceptHandshake(socket, request, textFrame("good"), Buffer.from(bytes), textFrame("late")),
    );
    const { told, ended } = open(server.url, LIMITS, WebSocket);
    const end = await ended;
    expect(told.slice(0, 2)).toEqual(["opened", "good"]);
    if (isWs) expect(end.code).toMatch(/^WS_ERR_/);
    await allGone(server.connections);
    expect(told.filter((each) => each.startsWith("ended"))).toHaveLength(1);
    expect(told).not.toContain("late");
  });

  test("W23: requests no compression", async () => {
    await using server = await startRawServer((socket, request) => acceptHandshake(socket, request));
    const { socket, opened } = open(server.url, LIMITS, WebSocket);
    await opened;
    socket.drop();
    await allGone(server.connections);
    // The platform's class always offers it. Its messages are measured after decompression.
    if (isWs) expect(server.requests[0]).not.toMatch(/sec-websocket-extensions/i);
  });

  test("N15: closes within a second when the venue does not answer, and reports nothing more", async () => {
    await using server = await startRawServer((socket, request) => acceptHandshake(socket, request));
    const { socket, told, opened } = open(server.url, LIMITS, WebSocket);
    await opened;
    const startMs = performance.now();
    await socket.close();
    expect(performance.now() - startMs).toBeLessThan(1_000);
    for (const connection of server.connections) connection.write(textFrame("late"));
    if (isWs) await allGone(server.connections);
    expect(told).toEqual(["opened"]);
  });

  test("can be dropped at any step and reports nothing more", async () => {
    for (const step of ["made", "connecting", "open", "closing"] as const) {
      await using server = await startRawServer((socket, request) => {
        if (step !== "connecting") acceptHandshake(socket, request);
      });
      const { socket, told, opened } = open(server.url, LIMITS, WebSocket);
      if (step === "connecting") while (server.connections.size === 0) await nextTurn();
      if (step === "open" || step === "closing") await opened;
      const closed = step === "closing" ? socket.close() : undefined;
      socket.drop();
      socket.drop();
      socket.send("nobody gets this");
      await closed;
      if (step === "made") {
        const later = open(server.url, LIMITS, WebSocket);
        await later.opened;
        later.socket.drop();
        expect(server.requests.length).toBeLessThanOrEqual(isWs ? 1 : 2);
      }
      await nextTurn();
      expect(told).toEqual(step === "open" || step === "closing" ? ["opened"] : []);
    }
  });

  test("W4: ends soon after the close frame of a venue that keeps the connection open", async () => {
    await using server = await startRawServer((socket, request) => {
      socket.pause();
      acceptHandshake(socket, request, Buffer.from([0x88, 2, 0x03, 0xe8]));
    });
    const { ended } = open(server.url, LIMITS, WebSocket);
    // The platform's class has no such bound. Its connection ends by silence.
    if (isWs) expect(await ended).toMatchObject({ code: "CLOSED", closeCode: 1000 });
  });

  test("closes gracefully with a venue that answers", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    const goodbye = new Promise<number>((resolve) =>
      server.once("connection", (peer) => peer.once("close", resolve)),
    );
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no address");
    const { socket, opened } = open(`ws://127.0.0.1:${address.port}`, LIMITS, WebSocket);
    await opened;
    await socket.close();
    expect(await goodbye).toBe(1000);
    await new Promise((resolve) => server.close(resolve));
  });
});

test("W9: a socket of ws does not wait for the end of a message above the limit", async () => {
  await using server = await startRawServer((socket, request) =>
    acceptHandshake(socket, request, Buffer.from([0x81, 126, 0x07, 0xd0])),
  );
  const { ended } = open(server.url);
  expect((await ended).code).toBe("MESSAGE_TOO_LARGE");
  await allGone(server.connections);
});

describe("a socket of a class that misbehaves", () => {
  /** Creates a socket on a manual clock. */
  function script(settings: SocketScript) {
    const sockets = scriptWebSockets(settings);
    const clock = createManualClock();
    const told: string[] = [];
    const socket = new StreamSocket(
      "wss://venue.example/?canaryvalue",
      resolveRuntime({ WebSocket: sockets.WebSocket, clock }),
      LIMITS,
      {
        opened: () => void told.push("opened"),
        message: (text) => void told.push(text),
        ended: (end) => void told.push(JSON.stringify(end)),
      },
    );
    return { socket, sockets, clock, told };
  }

  test("W1: reports a constructor that throws in a later turn, without its message", async () => {
    const { told, clock } = script({ throwsOn: "construct" });
    expect(told).toEqual([]);
    await nextTurn();
    expect(told).toEqual(['{"code":"CONNECTION_FAILED","reason":"no connection could be made"}']);
    expect(clock.timers()).toBe(0);
  });

  test("ends when send throws", async () => {
    const { socket, sockets, told, clock } = script({ throwsOn: "send" });
    sockets.last.open();
    socket.send("canaryvalue");
    await nextTurn();
    expect(told).toHaveLength(2);
    expect(told[1]).toContain("SEND_FAILED");
    expect(told[1]).not.toContain("canaryvalue");
    expect([sockets.listeners(), clock.timers()]).toEqual([0, 0]);
  });

  test("ends when close throws", async () => {
    const { socket, sockets, clock } = script({ throwsOn: "close", isStandard: true });
    sockets.last.open();
    await socket.close();
    expect(clock.timers()).toBe(0);
  });

  test("ignores a second error while it is cut", async () => {
    const { socket, sockets, told } = script({});
    await nextTurn();
    socket.drop();
    sockets.last.fail();
    sockets.last.open();
    await nextTurn();
    expect(told).toEqual([]);
    expect(sockets.listeners()).toBe(0);
  });

  test("opens even if the event comes before a listener could wait", async () => {
    const { told } = script({ made: (socket) => socket.open() });
    await nextTurn();
    expect(told).toEqual(["opened"]);
  });
});
