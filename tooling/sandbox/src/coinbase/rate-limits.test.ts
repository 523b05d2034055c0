import { expect, test } from "vitest";
import { createManualClock } from "../clock.ts";
import { BROKERAGE, createTestClient, ORIGIN } from "../testing/client.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "./coinbase-sandbox.ts";

const PUBLIC = `${ORIGIN}${BROKERAGE}/time`;

async function publicStatuses(sandbox: CoinbaseSandbox, count: number): Promise<number[]> {
  const responses = await Promise.all(Array.from({ length: count }, () => sandbox.fetch(PUBLIC)));
  return responses.map(({ status }) => status);
}

test("30 a second with a key, counted by key, and it comes back evenly", async () => {
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

test("10 a second without a key", async () => {
  const clock = createManualClock();
  const sandbox = createCoinbaseSandbox({ clock });
  expect(await publicStatuses(sandbox, 11)).toEqual([...Array(10).fill(200), 429]);
  clock.advance(1_000);
  expect(await publicStatuses(sandbox, 11)).toEqual([...Array(10).fill(200), 429]);
});

test("limits can be changed one by one, and lifted", async () => {
  const clock = createManualClock();
  const small = createCoinbaseSandbox({ clock, rateLimits: { public: { perSecond: 1, burst: 2 } } });
  expect(await publicStatuses(small, 3)).toEqual([200, 200, 429]);
  expect((await createTestClient(small, clock).get("/portfolios")).status).toBe(200);
  const unlimited = createCoinbaseSandbox({ clock, rateLimits: false });
  expect(new Set(await publicStatuses(unlimited, 50))).toEqual(new Set([200]));
});

test("answers to a key say what is left", async () => {
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
