import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COINBASE_EXERCISES } from "./coinbase/exercises.ts";
import { replayFolder } from "./replay-folder.ts";

const COINBASE_FIXTURES = fileURLToPath(
  new URL("../../../packages/coinbase/src/testdata/fixtures", import.meta.url),
);

describe("the fixtures of Coinbase", () => {
  test("pass through the client without a wrong number", async () => {
    const outcomes = await replayFolder(COINBASE_FIXTURES);
    expect(outcomes.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  test("cover every kind of reply and message that the client reads", async () => {
    const kinds = new Set((await replayFolder(COINBASE_FIXTURES)).map(({ kind }) => kind));
    const untested = Object.keys(COINBASE_EXERCISES).filter(
      (kind) => /^(?:rest|ws)\./.test(kind) && !kinds.has(kind),
    );
    // This kind is the same as rest.order.
    expect(untested).toEqual(["rest.get_order.order"]);
  });
});

describe("a folder of samples", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cqvx-replay-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const replayOne = async (sample: unknown): Promise<string> => {
    await writeFile(
      join(folder, "sample.json"),
      typeof sample === "string" ? sample : JSON.stringify(sample),
    );
    const [outcome] = await replayFolder(folder);
    return `${outcome?.verdict}: ${outcome?.detail}`;
  };

  test("keeps the digits of JSON numbers", async () => {
    const sample =
      '{"kind": "rest.order", "input": {"order_id": "1", "total_fees": 0.10, "filled_size": 9007199254740993}}';
    expect(await replayOne(sample)).toMatch(/^ok:/);
  });

  test("accepts a typed rejection of a refused order", async () => {
    const rejected = { success: false, error_response: { error: "INVALID_SIDE" } };
    expect(await replayOne({ kind: "rest.create_order.response", input: rejected })).toMatch(
      /^ok: .*rejected INVALID_SIDE/,
    );
  });

  test("fails an unreadable sample with the reason", async () => {
    expect(await replayOne({ kind: "rest.get_order.response", input: { order: {} } })).toMatch(
      /^FAIL: .*order_id is missing/,
    );
  });

  test("fails a file that is not a sample", async () => {
    expect(await replayOne("[]")).toMatch(/^FAIL: not a {kind, input} file/);
  });

  test("does not feed the samples of another venue through the Coinbase client", async () => {
    await writeFile(join(folder, "sample.json"), JSON.stringify({ kind: "rest.error", input: "" }));
    expect(await replayFolder(folder, "prime")).toMatchObject([{ verdict: "not offered" }]);
    expect(await replayFolder(folder)).toMatchObject([{ verdict: "ok" }]);
  });

  test("streams a message after the messages that a stream starts with", async () => {
    const update = {
      channel: "l2_data",
      sequence_num: 9,
      events: [
        {
          type: "update",
          product_id: "SOL-USD",
          updates: [{ side: "bid", price_level: "150.10", new_quantity: "3" }],
        },
      ],
    };
    expect(await replayOne({ kind: "ws.message", input: update })).toMatch(/^ok: .*\["live"\].*"SOL-USD"/);
    const wrongSide = JSON.parse(JSON.stringify(update).replace("bid", "bide"));
    expect(await replayOne({ kind: "ws.message", input: wrongSide })).toMatch(/^FAIL/);
  });

  test("requires a stale stream after a missing message, and a live one otherwise", async () => {
    const messages = [
      {
        channel: "subscriptions",
        sequence_num: 0,
        events: [{ subscriptions: { heartbeats: ["heartbeats"] } }],
      },
      { channel: "subscriptions", sequence_num: 1, events: [{ subscriptions: { level2: ["SOL-USD"] } }] },
      {
        channel: "l2_data",
        sequence_num: 2,
        events: [{ type: "snapshot", product_id: "SOL-USD", updates: [] }],
      },
    ];
    const heartbeat = { channel: "heartbeats", events: [{ heartbeat_counter: 1 }] };
    const scenario = (sequence_num: number) => ({
      kind: "ws.scenario",
      input: [...messages, { ...heartbeat, sequence_num }],
    });
    expect(await replayOne(scenario(3))).toMatch(/^ok: .*\["live"\]/);
    expect(await replayOne(scenario(4))).toMatch(/^ok: .*\["live","stale"\]/);
  });

  test("reports a kind that the client does not offer", async () => {
    expect(await replayOne({ kind: "rest.candles.response", input: {} })).toBe("not offered: ");
  });
});
