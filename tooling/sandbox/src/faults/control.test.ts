import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { BROKERAGE } from "../testing/client.ts";
import { createManualClock } from "../time/clock.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: false });
});
afterAll(() => sandbox.close());

async function control(
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return send("/faults", method, body, headers);
}

async function send(
  path: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const url = `${sandbox.coinbase.restUrl}/__sandbox${path}`;
  return fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

async function timeStatus(): Promise<number> {
  const response = await fetch(`${sandbox.coinbase.restUrl}${BROKERAGE}/time`);
  await response.arrayBuffer();
  return response.status;
}

describe("faults over HTTP", () => {
  test("are added, listed, strike and are gone", async () => {
    const match = { method: "GET", path: { pattern: "time$" } };
    const added = await control("POST", { kind: "status", status: 503, times: 2, match });
    expect(added.status).toBe(201);
    expect(await (await control("GET")).json()).toEqual({
      faults: [{ kind: "status", status: 503, times: 2, match }],
    });
    expect([await timeStatus(), await timeStatus(), await timeStatus()]).toEqual([503, 503, 200]);
    expect(await (await control("GET")).json()).toEqual({ faults: [] });
  });

  test("fail a share of the requests until they are cleared", async () => {
    const fault = { kind: "status", status: 503, share: 0.5, seed: 3, match: { path: "/time" } };
    expect((await control("POST", fault)).status).toBe(201);
    const statuses: number[] = [];
    for (let request = 0; request < 20; request++) statuses.push(await timeStatus());
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(await (await control("GET")).json()).toEqual({ faults: [fault] });
    await control("DELETE");
    expect(await timeStatus()).toBe(200);
  });

  test("are cleared", async () => {
    await control("POST", { kind: "status", status: 503, match: { path: "/time" } });
    await control("POST", { kind: "status", status: 503 });
    expect((await control("DELETE")).status).toBe(200);
    expect(await timeStatus()).toBe(200);
  });

  test("are not requests to the venue", async () => {
    await control("GET");
    expect(sandbox.coinbase.requests.some(({ path }) => path.includes("__sandbox"))).toBe(false);
  });

  test.each<[string, unknown]>([
    ["a fault is a JSON object", []],
    ["kind must be one of", { kind: "earthquake" }],
    ["kind must be one of", { kind: "toString" }],
    ["status needs status", { kind: "status" }],
    ["reset has no field ms", { kind: "reset", ms: 1 }],
    ["status has the wrong type or range", { kind: "status", status: 99 }],
    ["headers has the wrong type or range", { kind: "status", status: 500, headers: { a: 1 } }],
    ["megabytes has the wrong type or range", { kind: "huge", megabytes: 1_000 }],
    ["bytes has the wrong type or range", { kind: "trickle", intervalMs: 1, bytes: 0 }],
    ["handled has the wrong type or range", { kind: "reset", handled: "yes" }],
    ["share has the wrong type or range", { kind: "reset", share: 1.5 }],
    ["share has the wrong type or range", { kind: "reset", share: -0.1 }],
    ["share has the wrong type or range", { kind: "reset", share: "0.1" }],
    ["seed has the wrong type or range", { kind: "reset", share: 0.1, seed: 0.5 }],
    ["seed has the wrong type or range", { kind: "reset", share: 0.1, seed: null }],
    ["match.method must be text", { kind: "reset", match: { method: 1 } }],
    ["match.path must be text", { kind: "reset", match: { path: 1 } }],
    ["not a regular expression", { kind: "reset", match: { path: { pattern: "(" } } }],
  ])("%s: %j", async (message, body) => {
    const response = await control("POST", body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toContain(message);
  });

  test("a body that is not JSON is refused", async () => {
    const url = `${sandbox.coinbase.restUrl}/__sandbox/faults`;
    expect((await fetch(url, { method: "POST", body: "{" })).status).toBe(400);
  });

  test("are refused from a web page of another site, and other control paths do not exist", async () => {
    expect((await control("DELETE", undefined, { origin: "https://example.com" })).status).toBe(403);
    expect((await control("PUT", {})).status).toBe(404);
  });
});

describe("faults of streams over HTTP", () => {
  const streams = (method: string, body?: unknown) => send("/faults/streams", method, body);

  test("are added, listed, strike and are gone", async () => {
    const fault = { kind: "close", code: 1012, match: { host: "market", channel: "heartbeats", frame: 3 } };
    const added = await streams("POST", fault);
    expect(added.status).toBe(201);
    expect(await (await streams("GET")).json()).toEqual({ faults: [fault] });
    expect(sandbox.coinbase.streamFaults.pending).toEqual([fault]);
    expect(await (await control("GET")).json()).toEqual({ faults: [] });
    expect((await streams("DELETE")).status).toBe(200);
    expect(sandbox.coinbase.streamFaults.pending).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["kind must be one of", { kind: "hang" }],
    ["refuse needs status", { kind: "refuse" }],
    ["slow needs ms", { kind: "slow" }],
    ["code has the wrong type or range", { kind: "close", code: 1004 }],
    ["code has the wrong type or range", { kind: "close", code: "1000" }],
    ["megabytes has the wrong type or range", { kind: "oversize", megabytes: 257 }],
    ["match has the wrong type or range", { kind: "drop", match: { host: "elsewhere" } }],
    ["match has the wrong type or range", { kind: "drop", match: { path: "/" } }],
    ["match has the wrong type or range", { kind: "drop", match: { toString: 1 } }],
    ["drop has no field handled", { kind: "drop", handled: true }],
    ["drop has no field share", { kind: "drop", share: 0.1 }],
  ])("%s: %j", async (message, body) => {
    const response = await streams("POST", body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toContain(message);
  });
});

describe("disconnecting over HTTP", () => {
  test("closes the connections of a host with a code, or all", async () => {
    const closed: string[] = [];
    for (const host of ["market", "user"] as const) {
      const note = (code: number) => closed.push(`${host} ${code}`);
      sandbox.coinbase.connect(host, { message: () => undefined, closed: note });
    }
    expect((await send("/disconnect", "POST", { host: "user", code: 4000 })).status).toBe(200);
    expect(closed).toEqual(["user 4000"]);
    expect((await send("/disconnect", "POST")).status).toBe(200);
    expect(closed).toEqual(["user 4000", "market 1001"]);
  });

  test.each([{ host: "rest" }, { code: 42 }, { code: "1000" }, []])("is refused with %j", async (body) => {
    expect((await send("/disconnect", "POST", body)).status).toBe(400);
  });
});

test("the number of requests refused by the venue's limits is readable over HTTP", async () => {
  const limited = await startSandbox({
    clock: createManualClock(),
    rateLimits: { public: { limit: 2, windowMs: 1_000 } },
  });
  const { restUrl } = limited.coinbase;
  const statusOf = async () => (await fetch(`${restUrl}${BROKERAGE}/time`)).status;
  const refused = async () => (await fetch(`${restUrl}/__sandbox/rate-limited`)).json();
  expect(await refused()).toEqual({ rateLimited: 0 });
  expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 429]);
  expect(await refused()).toEqual({ rateLimited: 1 });
  await limited.close();
});

test("a body larger than any request of the venue is refused", async () => {
  const body = "x".repeat(1_048_577);
  const response = await fetch(`${sandbox.coinbase.restUrl}${BROKERAGE}/orders`, { method: "POST", body });
  expect(response.status).toBe(413);
});

test("a port in use fails the start", async () => {
  const port = Number(new URL(sandbox.coinbase.restUrl).port);
  await expect(startSandbox({ port })).rejects.toThrow("EADDRINUSE");
});

test("closing cuts pending requests", async () => {
  const other = await startSandbox();
  other.coinbase.faults.add({ kind: "hang" });
  const waiting = fetch(`${other.coinbase.restUrl}${BROKERAGE}/time`).then(
    () => "answered",
    () => "cut",
  );
  while (other.coinbase.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await other[Symbol.asyncDispose]();
  expect(await waiting).toBe("cut");
});
