import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type Answer, lost, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";
import { START_MS } from "./testdata/scripted/test-clock.ts";

const TIME = "GET /time";
const PERMISSIONS = "GET /key_permissions";

/** A venue whose clock is `aheadMs` before ours, and whose answers take `latencyMs`. */
function venue(
  aheadMs: number,
  latencyMs: number,
  permissions: Answer,
  config = { credentials: CREDENTIALS },
) {
  const test: TestClient = createTestClient(
    {
      [TIME]: (request) => {
        test.clock.advance(latencyMs / 2);
        const answer = reply({ iso: "", epochMillis: String(START_MS + latencyMs / 2 + aheadMs) })(request);
        test.clock.advance(latencyMs / 2);
        return answer;
      },
      [PERMISSIONS]: permissions,
    },
    config,
  );
  return test;
}

const mayTrade = reply({ can_view: true, can_trade: true, can_transfer: false });

test("with keys it says latency, clock offset, and that the key may trade", async () => {
  const { client, requests } = venue(1_234, 80, mayTrade);
  expect(await client.health()).toEqual({
    venue: "coinbase",
    latencyMs: 80,
    clockOffsetMs: 1_234,
    auth: "ok",
    canTrade: true,
    streams: "idle",
  });
  expect(requests.map(({ path }) => path)).toEqual([
    "/api/v3/brokerage/time",
    "/api/v3/brokerage/key_permissions",
  ]);
  expect(requests.map(({ headers }) => headers.has("authorization"))).toEqual([false, true]);
});

test("without keys it is about reaching the venue only", async () => {
  const { client, requests } = createTestClient({ [TIME]: replyOf("time") }, {});
  expect(await client.health()).toEqual({
    venue: "coinbase",
    latencyMs: 0,
    clockOffsetMs: 2_345,
    auth: "none",
    streams: "idle",
  });
  expect(requests).toHaveLength(1);
});

test.each<[string, Answer]>([
  ["false", reply({ can_view: true, can_trade: false })],
  ["missing", reply({ can_view: true })],
])("a key whose can_trade is %s may not trade", async (_, permissions) => {
  expect(await venue(0, 0, permissions).client.health()).toMatchObject({ auth: "ok", canTrade: false });
});

test("a clock that is far off is worth a warning", async () => {
  const behind = venue(-6_000, 0, mayTrade);
  expect(await behind.client.health()).toMatchObject({ clockOffsetMs: -6_000 });
  expect(behind.logged.join()).toContain("clock");
  const close = venue(4_000, 0, mayTrade);
  await close.client.health();
  expect(close.logged).toEqual([]);
});

describe("it rejects", () => {
  test.each<[string, Answer, Answer, object]>([
    [
      "when the key is refused",
      replyOf("time"),
      replyOf("error-401-text"),
      { kind: "unauthorized", status: 401 },
    ],
    ["when the key lacks scopes", replyOf("time"), replyOf("error-403-scopes"), { kind: "unauthorized" }],
    ["when the venue is out of reach", lost, mayTrade, { kind: "unavailable", code: "ECONNRESET" }],
    ["when the venue is down", replyOf("error-502-html"), mayTrade, { kind: "unavailable", status: 502 }],
    ["for a time that is missing", reply({ iso: "2026-01-01T00:00:00Z" }), mayTrade, { kind: "malformed" }],
    ["for a time that is none", reply({ epochMillis: "soon" }), mayTrade, { kind: "malformed" }],
    ["for a time in fractions", reply({ epochMillis: "1767225602345.5" }), mayTrade, { kind: "malformed" }],
  ])("%s", async (_, time, permissions, expected) => {
    const { client } = createTestClient({ [TIME]: time, [PERMISSIONS]: permissions });
    expect(await failureOf(client.health())).toMatchObject({ operation: "health", ...expected });
  });
});
