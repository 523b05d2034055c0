import { describe, expect, test } from "vitest";
import { createStream, EVENTS, snapshot, update } from "../testdata/feeds/trade-stream.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import type { TradeEvents } from "./trade-feed.ts";

/** A stream that was interrupted after its first event, with a subscriber of the symbol BTC-USDC. */
interface Interrupted extends Pick<ReturnType<typeof createStream>, "hub" | "lose"> {
  readonly told: readonly (string | number)[];
  /** The symbols of the trades of each gap. */
  readonly gapSymbols: readonly string[];
}

function createInterrupted(first: object, events?: TradeEvents): Interrupted {
  const { hub, join, lose } = createStream(events);
  const gapSymbols: string[] = [];
  const { told } = join({
    symbol: "BTC-USDC",
    onGap: ({ after, before }) => void gapSymbols.push(after.symbol, before.symbol),
  });
  hub.sink.confirmed();
  hub.send([first]);
  lose();
  return { hub, told, gapSymbols, lose };
}

describe("W5: an interruption", () => {
  test("loses no trade that the next snapshot repeats, and delivers none twice", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    hub.send([update(3)]);
    lose();
    hub.send([snapshot(6, 5, 4, 3, 2, 1, 0)]);
    hub.send([update(6, 7)]);
    expect(told).toEqual(["live", 3, "stale", "live", 4, 5, 6, 7]);
  });

  test("whose snapshot does not reach back reports a gap before the next trade, with the subscriber's symbol", () => {
    const { hub, told, gapSymbols } = createInterrupted(update(1, 2));
    hub.send([snapshot(5, 6)]);
    hub.send([update(7)]);
    expect(told).toEqual(["live", 1, 2, "stale", "live", "gap 2-5", 5, 6, 7]);
    expect(gapSymbols).toEqual(["BTC-USDC", "BTC-USDC"]);
  });

  test("whose snapshot reaches back to the last trade or further is no gap", () => {
    for (const ids of [
      [3, 4, 5],
      [2, 5],
      [1, 2, 3, 5],
      [1, 2, 3],
    ]) {
      const { hub, told } = createInterrupted(update(1, 2, 3));
      hub.send([snapshot(...ids)]);
      hub.send([update(6)]);
      expect(told.filter((word) => typeof word === "string")).toEqual(["live", "stale", "live"]);
    }
  });

  test("with several losses is one gap, from the last trade before the first loss", () => {
    const { hub, told, lose } = createInterrupted(update(1, 2));
    lose();
    hub.send([snapshot(8, 9)]);
    lose();
    hub.send([snapshot(9, 10)]);
    expect(told).toEqual([
      "live",
      1,
      2,
      "stale",
      "live",
      "stale",
      "live",
      "gap 2-8",
      8,
      9,
      "stale",
      "live",
      10,
    ]);
  });

  test("is not resolved by trades before the snapshot", () => {
    const { hub, told } = createInterrupted(update(1, 2));
    hub.send([update(9)]);
    hub.send([snapshot(6, 7, 8, 9)]);
    // 9 was delivered before the snapshot came. No trade is lost, and the gap is reported.
    expect(told).toEqual(["live", 1, 2, "stale", "live", 9, "gap 2-6", 6, 7, 8]);
  });

  test("continues after a trade that came before the snapshot", () => {
    const { hub, told, lose } = createInterrupted(update(1, 2));
    hub.send([update(9)]);
    lose();
    hub.send([snapshot(8, 9, 10)]);
    expect(told.slice(5)).toEqual([9, "stale", "live", "gap 2-8", 8, 10]);
  });

  test("after a late trade is measured from the newest trade", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    hub.sink.confirmed();
    hub.send([update(1, 5)]);
    hub.send([update(4)]);
    lose();
    hub.send([snapshot(5, 6)]);
    expect(told).toEqual(["live", 1, 5, 4, "stale", "live", 6]);
  });

  test("followed by an empty snapshot is a gap before the next trade", () => {
    const { hub, told } = createInterrupted(update(1, 2));
    hub.send([snapshot()]);
    hub.send([update(9)]);
    expect(told).toEqual(["live", 1, 2, "stale", "live", "gap 2-9", 9]);
  });

  test("before the first trade is no gap", () => {
    const { hub, join, lose } = createStream();
    const { told } = join();
    lose();
    hub.send([snapshot(8, 9)]);
    lose();
    hub.send([snapshot(8, 9, 10)]);
    expect(told).toEqual(["live", "stale", "live", 10]);
  });

  test("W13: delivers its trades without an onGap, and with one that throws or rejects", async () => {
    using rejections = watchRejections();
    const { hub, join, lose } = createStream();
    const fault = new Error("a subscriber's own fault");
    const throwing = join({
      onGap: () => {
        throw fault;
      },
    });
    const rejecting = join({ onGap: () => Promise.reject(fault) });
    hub.sink.confirmed();
    hub.send([update(1)]);
    lose();
    hub.send([snapshot(5)]);
    expect(await rejections.seen()).toEqual([]);
    for (const { told, errors } of [throwing, rejecting]) {
      expect(told).toEqual(["live", 1, "stale", "live", "gap 1-5", 5]);
      expect(errors).toEqual([fault]);
    }
  });
});

describe("a stream without snapshots", () => {
  const UNREPEATED: TradeEvents = { readTrades: EVENTS.readTrades };

  test("has no history: its first trades are new for all subscribers", () => {
    const { hub, join } = createStream(UNREPEATED);
    const readers = [join(), join({ history: true })];
    hub.sink.confirmed();
    hub.send([snapshot(1, 2)]);
    hub.send([update(3)]);
    for (const { told } of readers) expect(told).toEqual(["live", 1, 2, 3]);
  });

  test("W5: reports a gap once, with the first trade after an interruption and the subscriber's symbol", () => {
    const { hub, told, gapSymbols } = createInterrupted(update(1, 2), UNREPEATED);
    expect(told).toEqual(["live", 1, 2, "stale", "live"]);
    hub.send([update(6, 5)]);
    hub.send([update(7)]);
    expect(told.slice(3)).toEqual(["stale", "live", "gap 2-5", 5, 6, 7]);
    expect(gapSymbols).toEqual(["BTC-USDC", "BTC-USDC"]);
  });

  test("W5: does not treat an event of type snapshot as one", () => {
    const { hub, told } = createInterrupted(update(1, 2), UNREPEATED);
    hub.send([snapshot(2, 5)]);
    expect(told.slice(5)).toEqual(["gap 2-5", 5]);
  });

  test("W5: reports one gap for repeated losses, and one for each loss with trades between", () => {
    const { hub, told, lose } = createInterrupted(update(1), UNREPEATED);
    lose();
    hub.send([update(5)]);
    lose();
    hub.send([update(9), update(10)]);
    expect(told.filter((word) => !["live", "stale"].includes(String(word)))).toEqual([
      1,
      "gap 1-5",
      5,
      "gap 5-9",
      9,
      10,
    ]);
  });

  test("reports no gap before its first trade, nor for a repeated trade", () => {
    const { hub, join, lose } = createStream(UNREPEATED);
    const { told } = join();
    lose();
    hub.send([update(4, 5)]);
    lose();
    hub.send([update(5)]);
    expect(told).toEqual(["live", 4, 5, "stale", "live"]);
    hub.send([update(6)]);
    expect(told.slice(5)).toEqual(["gap 5-6", 6]);
  });
});
