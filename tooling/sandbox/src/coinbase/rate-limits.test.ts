import { expect, test } from "vitest";
import { BROKERAGE, createTestClient, ORIGIN } from "../testing/client.ts";
import { createManualClock } from "../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "./coinbase-sandbox.ts";

const PUBLIC = `${ORIGIN}${BROKERAGE}/time`;

async function publicStatuses(sandbox: CoinbaseSandbox, count: number): Promise<number[]> {
  const responses = await Promise.all(Array.from({ length: count }, () => sandbox.fetch(PUBLIC)));
  return responses.map(({ status }) => status);
}

test("requests with a key are limited to 30 a second for each key, and the allowance returns evenly", async () => {
  const clock = createManualClock();
  const sandbox = createCoinbaseSandbox({ clock });
  const client = createTestClient(sandbox, clock);
  for (let count = 0; count < 30; count++) expect((await client.get("/portfolios")).status).toBe(200);
  expect(await client.get("/portfolios")).toEqual({
    status: 429,
    json: { errors: [{ id: "rate_limit_exceeded", message: "Too many requests" }] },
  });
  const other = createTestClient(sandbox, clock, { key: sandbox.credentials.ed25519 });
  expect((await other.get("/portfolios")).status).toBe(200);
  clock.advance(34);
  expect((await client.get("/portfolios")).status).toBe(200);
  expect((await client.get("/portfolios")).status).toBe(429);
});

test("requests without a key are limited to 10 a second", async () => {
  const clock = createManualClock();
  const sandbox = createCoinbaseSandbox({ clock });
  expect(await publicStatuses(sandbox, 11)).toEqual([...Array(10).fill(200), 429]);
  clock.advance(1_000);
  expect(await publicStatuses(sandbox, 11)).toEqual([...Array(10).fill(200), 429]);
});

test("limits can be changed one by one, and disabled", async () => {
  const clock = createManualClock();
  const small = createCoinbaseSandbox({ clock, rateLimits: { public: { perSecond: 1, burst: 2 } } });
  expect(await publicStatuses(small, 3)).toEqual([200, 200, 429]);
  expect((await createTestClient(small, clock).get("/portfolios")).status).toBe(200);
  const unlimited = createCoinbaseSandbox({ clock, rateLimits: false });
  expect(new Set(await publicStatuses(unlimited, 50))).toEqual(new Set([200]));
});

test("answers to requests with a key carry the remaining allowance", async () => {
  const clock = createManualClock();
  const sandbox = createCoinbaseSandbox({ clock });
  const responses: Headers[] = [];
  const watched = {
    ...sandbox,
    fetch: async (...parameters: Parameters<typeof sandbox.fetch>) => {
      const response = await sandbox.fetch(...parameters);
      responses.push(response.headers);
      return response;
    },
  };
  await createTestClient(watched, clock).get("/portfolios");
  expect(responses[0]?.get("x-ratelimit-limit")).toBe("30");
  expect(responses[0]?.get("x-ratelimit-remaining")).toBe("29");
  expect(responses[0]?.get("x-ratelimit-reset")).toBe("1");
});

test("a sliding window allows no more than its limit in any second", async () => {
  const clock = createManualClock();
  const strict = { limit: 10, windowMs: 1_000 };
  const sandbox = createCoinbaseSandbox({ clock, rateLimits: { public: strict, private: strict } });
  expect(await publicStatuses(sandbox, 6)).toEqual(Array(6).fill(200));
  clock.advance(999);
  expect(await publicStatuses(sandbox, 6)).toEqual([...Array(4).fill(200), 429, 429]);
  clock.advance(1);
  expect(await publicStatuses(sandbox, 7)).toEqual([...Array(6).fill(200), 429]);
  const client = createTestClient(sandbox, clock);
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) statuses.push((await client.get("/portfolios")).status);
  expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
});

test("stream limits can be sliding windows too", () => {
  const clock = createManualClock();
  const sandbox = createCoinbaseSandbox({ clock, rateLimits: { connections: { limit: 1, windowMs: 500 } } });
  const admit = () => sandbox.sockets.admit("market", "somebody")?.kind;
  expect([admit(), admit()]).toEqual([undefined, "refuse"]);
  clock.advance(500);
  expect(admit()).toBe(undefined);
});

test("an invalid sliding window fails at the start", () => {
  const create = () => createCoinbaseSandbox({ rateLimits: { private: { limit: 0, windowMs: 1_000 } } });
  expect(create).toThrow(RangeError);
});

test("counts the requests that its limits refused, with a key and without", async () => {
  const clock = createManualClock();
  const two = { limit: 2, windowMs: 1_000 };
  const sandbox = createCoinbaseSandbox({ clock, rateLimits: { public: two, private: two } });
  expect(await publicStatuses(sandbox, 5)).toEqual([200, 200, 429, 429, 429]);
  expect(sandbox.rateLimited()).toBe(3);
  const client = createTestClient(sandbox, clock);
  for (let count = 0; count < 3; count++) await client.get("/portfolios");
  expect(sandbox.rateLimited()).toBe(4);
  sandbox.faults.add({ kind: "status", status: 429 });
  expect(await publicStatuses(sandbox, 1)).toEqual([429]);
  expect(sandbox.rateLimited()).toBe(4);
});

test("refuses no request without limits", async () => {
  const sandbox = createCoinbaseSandbox({ rateLimits: false });
  await publicStatuses(sandbox, 50);
  expect(sandbox.rateLimited()).toBe(0);
});
