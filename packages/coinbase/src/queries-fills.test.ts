import { timestampToIso } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import type { JsonFields } from "./testdata/fixtures/fixtures.ts";
import { queriesOf } from "./testdata/scripted/queries-of.ts";
import { type Answer, reply } from "./testdata/scripted/scripted-venue.ts";
import { createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

const FILLS = "GET /orders/historical/fills";

const fill = (id: string, time: string, changes: JsonFields = {}): JsonFields => ({
  entry_id: id,
  trade_id: `trade of ${id}`,
  order_id: "order-1",
  trade_time: time,
  price: "10",
  size: "2",
  product_id: "SOL-USD",
  side: "SELL",
  ...changes,
});
const fillsPage = (items: readonly JsonFields[], cursor = ""): Answer => reply({ fills: items, cursor });
const fills = (...pages: readonly Answer[]): TestClient => createTestClient({ [FILLS]: pages });

describe("getFills", () => {
  test("repeats the parameter of a list and starts without a cursor", async () => {
    const venue = fills(fillsPage([]));
    await venue.client.getFills({
      orderIds: ["order-1", "order-2"],
      symbols: ["SOL-USD"],
      start: "2026-10-01T00:00:00Z",
    });
    expect(queriesOf(venue)).toEqual([
      [
        "order_ids=order-1",
        "order_ids=order-2",
        "product_ids=SOL-USD",
        "start_sequence_timestamp=2026-10-01T00:00:00Z",
      ],
    ]);
  });

  test("follows the cursor until a page is empty or has none", async () => {
    const [a, b] = [fill("a", "2026-10-02T00:00:00Z"), fill("b", "2026-10-01T00:00:00Z")];
    const emptied = fills(fillsPage([a], "x/1"), fillsPage([b], "x/2"), fillsPage([], "x/3"));
    expect((await emptied.client.getFills()).map(({ executionId }) => executionId)).toEqual(["a", "b"]);
    expect(queriesOf(emptied)).toEqual([[], ["cursor=x/1"], ["cursor=x/2"]]);
    const ended = fills(fillsPage([a], "x/1"), fillsPage([b]));
    expect(await ended.client.getFills()).toHaveLength(2);
    expect(ended.requests).toHaveLength(2);
  });

  test("returns an entry on two pages once, and each entry of one trade", async () => {
    const [a, b, c] = [
      fill("a", "2026-10-03T00:00:00Z", { trade_id: "t" }),
      fill("b", "2026-10-02T00:00:00Z", { trade_id: "t", trade_type: "CORRECTION" }),
      fill("c", "2026-10-01T00:00:00Z"),
    ];
    const { client } = fills(fillsPage([a, b], "1"), fillsPage([b, c]));
    expect((await client.getFills()).map(({ executionId }) => executionId)).toEqual(["a", "b", "c"]);
  });

  test("does not count an entry twice towards the limit", async () => {
    const [a, b, c, d] = [
      fill("fill 4", "2026-10-04T00:00:00Z"),
      fill("fill 3", "2026-10-03T00:00:00Z"),
      fill("fill 2", "2026-10-02T00:00:00Z"),
      fill("fill 1", "2026-10-01T00:00:00Z"),
    ];
    const { client } = fills(fillsPage([a, b], "1"), fillsPage([b, c], "2"), fillsPage([d]));
    const found = await client.getFills({ limit: 4 });
    expect(found.map(({ executionId }) => executionId)).toEqual(["fill 4", "fill 3", "fill 2", "fill 1"]);
  });

  test("keeps all fills without an entry id", async () => {
    const nameless = fill("", "2026-10-03T00:00:00Z");
    expect(await fills(fillsPage([nameless, nameless])).client.getFills()).toHaveLength(2);
  });

  test("filters fills that the venue did not filter", async () => {
    const { client } = fills(
      fillsPage([
        fill("a", "2026-10-03T00:00:00Z", { order_id: "order-2" }),
        fill("b", "2026-10-02T00:00:00Z", { product_id: "ETH-EUR" }),
        fill("c", "2026-10-01T00:00:00Z"),
      ]),
    );
    const found = await client.getFills({ orderIds: ["order-1"], symbols: ["SOL-USD"] });
    expect(found.map(({ executionId }) => executionId)).toEqual(["c"]);
  });

  test("finds a fill sequenced after a boundary in one of two adjacent windows", async () => {
    const traded = "2026-10-01T11:59:59.998Z";
    const sequenced = "2026-10-01T12:00:00.003Z";
    const boundary = "2026-10-01T12:00:00Z";
    // The venue selects by its sequence time, milliseconds after the trade.
    const { client } = fills(({ query }) => {
      const [start, end] = ["start", "end"].map((edge) =>
        Date.parse(query.get(`${edge}_sequence_timestamp`) ?? ""),
      );
      const at = Date.parse(sequenced);
      const isInside = start !== undefined && end !== undefined && start <= at && at < end;
      return Response.json({ fills: isInside ? [fill("a", traded, { sequence_timestamp: sequenced })] : [] });
    });
    expect(await client.getFills({ start: "2026-10-01T00:00:00Z", end: boundary })).toHaveLength(1);
    expect(await client.getFills({ start: boundary, end: "2026-10-02T00:00:00Z" })).toEqual([]);
  });

  test("returns the window of the caller, start inclusive and end exclusive", async () => {
    const { client } = fills(
      fillsPage([
        fill("end", "2026-10-02T00:00:00Z"),
        fill("inside", "2026-10-01T23:59:59.999999999Z"),
        fill("start", "2026-10-01T00:00:00Z"),
        fill("before", "2026-09-30T23:59:59.999999999Z"),
      ]),
    );
    const found = await client.getFills({ start: "2026-10-01T00:00:00Z", end: "2026-10-02T00:00:00Z" });
    expect(found.map(({ executionId }) => executionId)).toEqual(["inside", "start"]);
  });

  test("sorts newest first by nanoseconds, up to the limit", async () => {
    const { client } = fills(
      fillsPage([
        fill("a", "2026-10-01T00:00:00.000000001Z"),
        fill("b", "2026-10-01T00:00:00.000000002Z"),
        fill("c", "2026-10-01T00:00:00Z"),
      ]),
    );
    const found = await client.getFills({ limit: 2 });
    expect(found.map(({ timestamp }) => timestamp && timestampToIso(timestamp))).toEqual([
      "2026-10-01T00:00:00.000000002Z",
      "2026-10-01T00:00:00.000000001Z",
    ]);
  });

  test("a repeated cursor is an error", async () => {
    const { client } = fills(fillsPage([fill("a", "2026-10-03T00:00:00Z")], "same"));
    expect(await failureOf(client.getFills())).toMatchObject({ kind: "malformed", code: "REPEATED_CURSOR" });
  });

  test("data that Coinbase withholds is not an empty list", async () => {
    const { client } = fills(reply({ fills: [], cursor: "", proof_token_required: true }));
    expect(await failureOf(client.getFills())).toMatchObject({ code: "PROOF_TOKEN_REQUIRED" });
  });
});
