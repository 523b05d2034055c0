import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { BROKERAGE, createTestClient, limitOrder, ORIGIN, type TestClient } from "../testing/client.ts";
import { createManualClock, type Timer } from "../time/clock.ts";

const TIME = `${BROKERAGE}/time`;
const clock = createManualClock();

let sandbox: Sandbox;
let waits: number[];

/** Records the requested waits without waiting. */
const timer: Timer = {
  sleep: async (milliseconds, signal) => {
    signal.throwIfAborted();
    waits.push(milliseconds);
  },
};

beforeEach(async () => {
  waits = [];
  sandbox = await startSandbox({ clock, timer, rateLimits: false });
});

afterEach(() => sandbox.close());

/** The two ways to the same venue. */
interface Way {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly client: TestClient;
}

const WAYS: readonly [string, () => Way][] = [
  [
    "over sockets",
    () => {
      const { restUrl, credentials } = sandbox.coinbase;
      const overSockets = {
        credentials,
        fetch: (url: string | URL | Request, init?: RequestInit) => fetch(url, init),
      };
      return {
        fetch: (path, init) => fetch(`${restUrl}${path}`, init),
        client: createTestClient(overSockets, clock, { origin: restUrl }),
      };
    },
  ],
  [
    "in memory",
    () => ({
      fetch: (path, init) => sandbox.coinbase.fetch(`${ORIGIN}${path}`, init),
      client: createTestClient(sandbox.coinbase, clock),
    }),
  ],
];

describe.each(WAYS)("faults %s", (_, open) => {
  const faults = () => sandbox.coinbase.faults;

  test("status: any body, type and headers, and the venue does not carry the request out", async () => {
    faults().add({
      kind: "status",
      status: 502,
      body: "<html>bad gateway</html>",
      contentType: "text/html",
      headers: { "retry-after": "7" },
    });
    const { fetch, client } = open();
    const response = await fetch(TIME);
    expect(response.status).toBe(502);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.text()).toBe("<html>bad gateway</html>");
    faults().add({ kind: "status", status: 503, match: { method: "post" } });
    expect(
      (await client.post("/orders", { ...limitOrder("BUY", "1", "1"), client_order_id: "1" })).status,
    ).toBe(503);
    expect(sandbox.coinbase.orders()).toEqual([]);
    faults().add({ kind: "status", status: 204 });
    expect((await fetch(TIME)).status).toBe(204);
  });

  test("latency: the answer is late, and the order exists", async () => {
    faults().add({ kind: "latency", ms: 1_500 });
    expect((await open().client.order(limitOrder("BUY", "50000", "0.1"))).success).toBe(true);
    expect(waits).toEqual([1_500]);
  });

  test("trickle: the body arrives slowly in pieces", async () => {
    faults().add({ kind: "trickle", bytes: 40, intervalMs: 100 });
    const response = await open().fetch(TIME);
    const text = await response.text();
    expect(JSON.parse(text)).toHaveProperty("epochMillis");
    expect(waits).toEqual(Array(Math.ceil(text.length / 40)).fill(100));
  });

  test("truncate: the connection ends in the middle of the body", async () => {
    faults().add({ kind: "truncate" });
    const response = await open().fetch(TIME);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("reset: no answer, and by default the venue does not carry the request out", async () => {
    faults().add({ kind: "reset" });
    const failure = await rejection(open().client.order(limitOrder("BUY", "50000", "0.1")));
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure.message).toBe("fetch failed");
    expect(failure.cause).toHaveProperty("code");
    expect(sandbox.coinbase.orders()).toEqual([]);
    expect(sandbox.coinbase.requests.at(-1)?.status).toBe("reset");
  });

  test("reset after the venue accepted the order: the order exists, and its client order id finds it", async () => {
    faults().add({ kind: "reset", handled: true, match: { path: /\/orders$/ } });
    const { client } = open();
    const body = { ...limitOrder("BUY", "50000", "0.1"), client_order_id: "lost" };
    await rejection(client.order(body));
    expect(sandbox.coinbase.orders()).toMatchObject([{ client_order_id: "lost", status: "OPEN" }]);
    const again = await client.order(body);
    expect(again.success_response.order_id).toBe(sandbox.coinbase.orders()[0]?.order_id);
    expect(sandbox.coinbase.orders()).toHaveLength(1);
  });

  test("hang: no answer arrives until the caller aborts", async () => {
    faults().add({ kind: "hang", handled: true, times: 2 });
    const { client, fetch } = open();
    const gone = new AbortController();
    const waiting = rejection(fetch(TIME, { signal: gone.signal }));
    await until(() => sandbox.coinbase.requests.length === 1);
    gone.abort(new Error("enough"));
    expect((await waiting).message).toBe("enough");
    void client.order(limitOrder("BUY", "50000", "0.1")).catch(() => undefined);
    await until(() => sandbox.coinbase.orders().length === 1);
  });

  test.each([
    ["empty", ""],
    ["html", "<html>"],
    ["malformed", '{"iso":"2026'],
    ["array", '[{"iso"'],
  ] as const)("%s: status 200 with another body", async (kind, start) => {
    faults().add({ kind });
    const response = await open().fetch(TIME);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    const text = await response.text();
    expect(text.startsWith(start)).toBe(true);
    expect(text === "" || kind === "array" || !text.endsWith("}")).toBe(true);
  });

  test("huge: a body of many megabytes", async () => {
    faults().add({ kind: "huge", megabytes: 3 });
    const text = await (await open().fetch(TIME)).text();
    expect(text.length).toBeGreaterThan(3 * 1_048_576);
  });

  test("redirect: to another origin, which a client refuses or cannot reach", async () => {
    faults().add({ kind: "redirect", location: "http://127.0.0.1:1/", times: 2 });
    const { fetch } = open();
    const response = await fetch(TIME, { redirect: "manual" });
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe("http://127.0.0.1:1/");
    expect(await rejection(fetch(TIME, { redirect: "error" }))).toBeInstanceOf(TypeError);
  });

  test("a fault can let requests pass first, fail several, and be cleared", async () => {
    const { fetch } = open();
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let request = 0; request < count; request++) seen.push((await fetch(TIME)).status);
      return seen;
    };
    faults().add({ kind: "status", status: 500, skip: 1, times: 2, match: { path: "/time" } });
    faults().add({ kind: "status", status: 418, match: { path: "/elsewhere" } });
    expect(await statuses(4)).toEqual([200, 500, 500, 200]);
    expect(faults().pending).toHaveLength(1);
    faults().add({ kind: "status", status: 500, times: Number.POSITIVE_INFINITY });
    expect(await statuses(2)).toEqual([500, 500]);
    faults().clear();
    expect(await statuses(1)).toEqual([200]);
  });

  test("a caller that has aborted gets no answer", async () => {
    const failure = await rejection(open().fetch(TIME, { signal: AbortSignal.abort(new Error("early")) }));
    expect(failure.message).toBe("early");
  });
});

test("a caller that aborts during a wait gets its own reason", async () => {
  const slow = await startSandbox({ clock, timer: { sleep: () => new Promise(() => undefined) } });
  for (const fault of [{ kind: "latency", ms: 9 } as const, { kind: "trickle", intervalMs: 9 } as const]) {
    slow.coinbase.faults.add(fault);
    const gone = new AbortController();
    const text = slow.coinbase
      .fetch(`${ORIGIN}${TIME}`, { signal: gone.signal })
      .then((reply) => reply.text());
    const waiting = rejection(text);
    await until(() => slow.coinbase.requests.at(-1)?.status === 200);
    gone.abort(new Error("enough"));
    expect((await waiting).message).toBe("enough");
  }
  await slow.close();
});

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was to reject with an error");
}

/** Waits, turn by turn of the event loop, until a condition is true. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isSo()).toBe(true);
}
