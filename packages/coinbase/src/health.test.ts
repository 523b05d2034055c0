import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type Answer, lost, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";
import { START_MS } from "./testdata/scripted/test-clock.ts";

const TIME = "GET /time";
const PERMISSIONS = "GET /key_permissions";

/** Creates a client of a venue whose clock is `aheadMs` ahead and whose answers take `latencyMs`. */
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

test("with keys returns the latency, the clock offset and the permission to trade", async () => {
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

test("without keys only checks that the venue answers", async () => {
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
])("with can_trade %s reports that the key may not trade", async (_, permissions) => {
  expect(await venue(0, 0, permissions).client.health()).toMatchObject({ auth: "ok", canTrade: false });
});

test("logs a warning for a large clock offset", async () => {
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
    ["when the venue cannot be reached", lost, mayTrade, { kind: "unavailable", code: "ECONNRESET" }],
    ["when the venue is down", replyOf("error-502-html"), mayTrade, { kind: "unavailable", status: 502 }],
    ["for a missing time", reply({ iso: "2026-01-01T00:00:00Z" }), mayTrade, { kind: "malformed" }],
    ["for a time that is not a number", reply({ epochMillis: "soon" }), mayTrade, { kind: "malformed" }],
    ["for a fractional time", reply({ epochMillis: "1767225602345.5" }), mayTrade, { kind: "malformed" }],
  ])("%s", async (_, time, permissions, expected) => {
    const { client } = createTestClient({ [TIME]: time, [PERMISSIONS]: permissions });
    expect(await failureOf(client.health())).toMatchObject({ operation: "health", ...expected });
  });
});
