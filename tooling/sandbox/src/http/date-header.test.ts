import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Fault } from "../faults/fault.ts";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { BROKERAGE, createTestClient, ORIGIN } from "../testing/client.ts";
import { createManualClock, type ManualClock, systemTimer } from "../time/clock.ts";

const TIME = `${BROKERAGE}/time`;
const ONE = { limit: 1, windowMs: 1_000 };
const START = "Mon, 05 Jan 2026 12:00:00 GMT";

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = createManualClock();
  sandbox = await startSandbox({ clock, timer: systemTimer, rateLimits: { connections: ONE, public: ONE } });
});
afterEach(() => sandbox.close());

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

const overSockets: Fetch = (path, init) =>
  fetch(`${sandbox.coinbase.restUrl}${path}`, { redirect: "manual", ...init });
const inMemory: Fetch = (path, init) =>
  sandbox.coinbase.fetch(`${ORIGIN}${path}`, { redirect: "manual", ...init });

async function statusAndDate(answer: Promise<Response>): Promise<[number, string | null]> {
  const { status, headers, body } = await answer;
  await body?.cancel().catch(() => undefined);
  return [status, headers.get("date")];
}

async function dateOf(answer: Promise<Response>): Promise<string | null> {
  return (await statusAndDate(answer))[1];
}

describe.each([
  ["over sockets", overSockets],
  ["in memory", inMemory],
])("the date of an answer %s", (_, send) => {
  test("follows the sandbox's clock", async () => {
    expect(await dateOf(send(TIME))).toBe(START);
    clock.advance(3_600_000);
    expect(await dateOf(send(TIME))).toBe("Mon, 05 Jan 2026 13:00:00 GMT");
  });

  test.each([
    ["a refusal by a limit", 429, TIME],
    ["a refusal of a key", 401, `${BROKERAGE}/accounts`],
    ["a path that is unknown", 404, "/nowhere"],
  ])("is present with %s", async (_, status, path) => {
    await dateOf(send(TIME));
    expect(await statusAndDate(send(path))).toEqual([status, START]);
  });

  test.each<Fault>([
    { kind: "status", status: 502, body: "bad gateway" },
    { kind: "status", status: 204 },
    { kind: "status", status: 200, headers: { "retry-after": "1" } },
    { kind: "latency", ms: 0 },
    { kind: "trickle", bytes: 1_000, intervalMs: 0 },
    { kind: "truncate" },
    { kind: "empty" },
    { kind: "html" },
    { kind: "malformed" },
    { kind: "array" },
    { kind: "huge", megabytes: 1 },
    { kind: "redirect", location: "http://127.0.0.1:1/" },
  ])("is present with the fault %j", async (fault) => {
    sandbox.coinbase.faults.add(fault);
    expect(await dateOf(send(TIME))).toBe(START);
  });

  test.each(["date", "Date"])("keeps the date that a fault sets as %s", async (name) => {
    const headers = { [name]: "Thu, 01 Jan 1970 00:00:00 GMT" };
    sandbox.coinbase.faults.add({ kind: "status", status: 500, headers });
    expect(await dateOf(send(TIME))).toBe("Thu, 01 Jan 1970 00:00:00 GMT");
  });
});

describe("over sockets, the date follows the sandbox's clock also", () => {
  test("for a body that is too large", async () => {
    const body = "x".repeat(1_048_577);
    const answer = overSockets(`${BROKERAGE}/orders`, { method: "POST", body });
    expect(await statusAndDate(answer)).toEqual([413, START]);
  });

  test("for the control paths", async () => {
    expect(await dateOf(overSockets("/__sandbox/faults"))).toBe(START);
  });

  test("for a request to a stream host without an upgrade", async () => {
    const answer = fetch(sandbox.coinbase.wsUrls.market.replace("ws:", "http:"));
    expect(await statusAndDate(answer)).toEqual([426, START]);
  });

  test("for an accepted and for a refused WebSocket handshake", async () => {
    const { market } = sandbox.coinbase.wsUrls;
    const welcome = new WebSocket(market);
    const [opening] = (await once(welcome, "upgrade")) as [IncomingMessage];
    expect([opening.statusCode, opening.headers.date]).toEqual([101, START]);
    welcome.terminate();
    const refused = new WebSocket(market);
    const [, refusal] = (await once(refused, "unexpected-response")) as [unknown, IncomingMessage];
    expect([refusal.statusCode, refusal.headers.date]).toEqual([429, START]);
    refusal.destroy();
  });
});

test("a sandbox an hour ahead refuses a client, which can measure the clock skew", async () => {
  const client = createManualClock();
  clock.advance(3_600_000);
  const seen: (string | null)[] = [];
  const { coinbase } = sandbox;
  const watched: typeof coinbase = {
    ...coinbase,
    fetch: async (...parameters) => {
      const response = await coinbase.fetch(...parameters);
      seen.push(response.headers.get("date"));
      return response;
    },
  };
  expect((await createTestClient(watched, client).get("/accounts")).status).toBe(401);
  expect(Date.parse(seen[0] ?? "") - client.now()).toBe(3_600_000);
  client.advance(3_600_000);
  expect((await createTestClient(watched, client).get("/accounts")).status).toBe(200);
});
