/** Streamed trades arrive once each, in time order, and every gap is reported. */
import { OrderSide, type StreamState, type Trade, type TradeGap, timestampToMilliseconds } from "@cqvx/core";
import type { CoinbaseSandboxOptions } from "@cqvx/sandbox";
import { describe, expect, test } from "vitest";
import { connectLiveForTest, type LiveSandbox, until } from "../../testdata/sandbox/live-sandbox.ts";
import { connect as connectScripted, ignore, serve } from "../../testdata/scripted/streaming-client.ts";

const SYMBOL = "BTC-USD";

function connect(options: CoinbaseSandboxOptions = {}): LiveSandbox {
  return connectLiveForTest({ rateLimits: false, ...options }, {}, () => ({}));
}

interface Followed {
  readonly trades: readonly Trade[];
  readonly gaps: readonly TradeGap[];
  readonly states: readonly StreamState[];
}

async function follow({ client }: LiveSandbox, history = false): Promise<Followed> {
  const trades: Trade[] = [];
  const gaps: TradeGap[] = [];
  const states: StreamState[] = [];
  await client.subscribeTrades(SYMBOL, (trade) => void trades.push(trade), {
    history,
    onGap: (gap) => void gaps.push(gap),
    onState: (state) => void states.push(state),
  });
  return { trades, gaps, states };
}

/** Makes trades of other accounts, each at its own time. */
async function trade({ venue, clock }: LiveSandbox, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    venue.trade(SYMBOL, { side: at % 2 === 0 ? "BUY" : "SELL", size: "0.0001" });
    await clock.run(10);
  }
}

/** Returns the ids of the venue's latest trades over REST, at most 100, oldest first. */
async function latest({ client }: LiveSandbox, count: number): Promise<readonly string[]> {
  const trades = await client.getTrades(SYMBOL, { limit: count });
  return trades.map(({ tradeId }) => tradeId).reverse();
}

const idsOf = (trades: readonly Trade[]): readonly string[] => trades.map(({ tradeId }) => tradeId);

describe("trades", () => {
  test("have the taker's side and equal the venue's list", async () => {
    const sandbox = connect();
    const { trades } = await follow(sandbox);
    await trade(sandbox, 4);
    await sandbox.clock.run(250);
    expect(trades).toEqual((await sandbox.client.getTrades(SYMBOL, { limit: 4 })).reverse());
    const { BUY, SELL } = OrderSide;
    expect(trades.map(({ side, quantity }) => [side, quantity])).toEqual(
      [BUY, SELL, BUY, SELL].map((side) => [side, "0.0001"]),
    );
  });

  test("before the subscription arrive with history, oldest first", async () => {
    const sandbox = connect();
    await trade(sandbox, 3);
    const [without, withHistory] = [await follow(sandbox), await follow(sandbox, true)];
    expect(without.trades).toEqual([]);
    const ids = idsOf(withHistory.trades);
    expect(ids).toEqual(await latest(sandbox, 100));
    expect(ids.length).toBeGreaterThanOrEqual(3);
    const times = withHistory.trades.flatMap(({ timestamp }) =>
      timestamp ? [timestampToMilliseconds(timestamp)] : [],
    );
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    await trade(sandbox, 1);
    await sandbox.clock.run(250);
    expect([without.trades.length, withHistory.trades.length]).toEqual([1, ids.length + 1]);
  });
});

describe("over a reconnect", () => {
  test.each(["after ack", "before ack"] as const)(
    "each arrives once, also those of the interruption (snapshot %s)",
    async (streamSnapshot) => {
      const sandbox = connect({ behaviour: { streamSnapshot } });
      const { trades, gaps, states } = await follow(sandbox);
      await trade(sandbox, 5);
      await sandbox.clock.run(250);
      sandbox.venue.disconnect();
      await until(() => states.length === 2);
      sandbox.venue.trade(SYMBOL, { side: "BUY", size: "0.0001" });
      sandbox.venue.trade(SYMBOL, { side: "SELL", size: "0.0002" });
      await sandbox.clock.run(500);
      await until(() => states.length === 3);
      await trade(sandbox, 5);
      await sandbox.clock.run(250);
      expect(idsOf(trades)).toEqual(await latest(sandbox, 12));
      expect([gaps, states]).toEqual([[], ["live", "stale", "live"]]);
    },
  );

  test("a lost batch arrives with the snapshot", async () => {
    const sandbox = connect();
    const { trades, gaps } = await follow(sandbox);
    await trade(sandbox, 1);
    await sandbox.clock.run(250);
    sandbox.venue.streamFaults.add({ kind: "drop", match: { channel: "market_trades" } });
    await trade(sandbox, 2);
    // The next heartbeat reveals the missing message.
    await sandbox.clock.run(2_000);
    await until(() => trades.length === 3);
    expect(idsOf(trades)).toEqual(await latest(sandbox, 3));
    expect(gaps).toEqual([]);
    expect(sandbox.connectionCount()).toBe(2);
  });

  test("an interruption beyond the venue's snapshot is reported as a gap, with the trades at both ends", async () => {
    const sandbox = connect();
    const { trades, gaps, states } = await follow(sandbox);
    await trade(sandbox, 2);
    await sandbox.clock.run(250);
    const before = trades.at(-1);
    sandbox.venue.disconnect();
    await until(() => states.length === 2);
    for (let at = 0; at < 130; at += 1) sandbox.venue.trade(SYMBOL, { side: "BUY", size: "0.0001" });
    await sandbox.clock.run(500);
    await until(() => trades.length > 2);
    expect(idsOf(trades.slice(2))).toEqual(await latest(sandbox, 100));
    expect(gaps).toEqual([{ after: before, before: trades[2] }]);
    expect(states).toEqual(["live", "stale", "live"]);
  });

  test("a gap is reported once, under the requested symbol", async () => {
    const sandbox = connect();
    const { client, venue, clock } = sandbox;
    const gaps: TradeGap[] = [];
    const subscription = await client.subscribeTrades("BTC-USDC", ignore, {
      onGap: (gap) => void gaps.push(gap),
    });
    await trade(sandbox, 1);
    await clock.run(250);
    for (const trades of [101, 1]) {
      venue.disconnect();
      await until(() => subscription.state === "stale");
      for (let at = 0; at < trades; at += 1) venue.trade(SYMBOL, { side: "BUY", size: "0.0001" });
      await clock.run(2_000);
      await until(() => subscription.state === "live");
    }
    expect(gaps.map(({ after, before }) => [after.symbol, before.symbol])).toEqual([
      ["BTC-USDC", "BTC-USDC"],
    ]);
  });
});

test("a message with trades of several markets delivers to each market its own, in time order", async () => {
  const { client, streams } = connectScripted(serve);
  const seen: string[] = [];
  for (const symbol of ["SOL-USD", "ETH-USDC"]) {
    await client.subscribeTrades(
      symbol,
      ({ tradeId, side }) => void seen.push(`${symbol} ${tradeId} ${side}`),
    );
  }
  const row = (trade_id: string, product_id: string, second: string, side: string) => ({
    trade_id,
    product_id,
    price: "1.50",
    size: "2",
    side,
    time: `2026-02-03T04:05:${second}Z`,
  });
  streams.socket.send("market_trades", [
    {
      type: "update",
      trades: [
        row("12", "SOL-USD", "03", "UNKNOWN_ORDER_SIDE"),
        row("7", "ETH-USD", "02.5", "SELL"),
        row("11", "SOL-USD", "02", "SELL"),
        row("9", "SOL-USD", "02", "BUY"),
        row("1", "DOGE-USD", "01", "BUY"),
      ],
    },
  ]);
  expect(seen).toEqual([
    `SOL-USD 9 ${OrderSide.SELL}`,
    `SOL-USD 11 ${OrderSide.BUY}`,
    `SOL-USD 12 ${OrderSide.UNSPECIFIED}`,
    `ETH-USDC 7 ${OrderSide.BUY}`,
  ]);
});
