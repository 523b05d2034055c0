import { type ExecutionReport, type Order, OrderSide, OrderStatus, OrderType, toPlain } from "@cqvx/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import type { PaperClient } from "./paper-client.ts";
import { type Operation, operations } from "./testdata/operations.ts";
import { createTestPaper, SYMBOL, type TestPaper } from "./testdata/paper.ts";
import { product, quotient, units } from "./testdata/units.ts";

const BALANCES = { USD: "1000", BTC: "10" };
const INCREMENT = units("0.00000001");
const OPEN: ReadonlySet<OrderStatus> = new Set([OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED]);

interface FeeCase {
  readonly maker: string;
  readonly taker: string;
}

const feeCases: readonly FeeCase[] = [
  { maker: "0", taker: "0" },
  { maker: "0.001", taker: "0.0025" },
  { maker: "0.003", taker: "0.001" },
];

for (const fees of feeCases) {
  test(`the account and the book are right after any events (fees ${fees.maker} and ${fees.taker})`, async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (happenings) => {
        const paper = createTestPaper({ balances: BALANCES, fees });
        for (const { run } of happenings) {
          await run(paper);
          await checkAccount(paper.client, fees);
          await checkBook(paper.client);
        }
        for (const order of await paper.client.getOrders()) checkAmounts(order);
      }),
      SEEDED,
    );
  });
}

test("the same seed and calls give the same results, ids included", async () => {
  await fc.assert(
    fc.asyncProperty(operations, fc.nat(1_000), async (happenings, seed) => {
      expect(await story(createTestPaper({ seed }), happenings)).toEqual(
        await story(createTestPaper({ seed }), happenings),
      );
    }),
    SEEDED,
  );
});

/** Everything that a client can observe of an exchange. */
async function story(paper: TestPaper, happenings: readonly Operation[]): Promise<unknown> {
  const seen: unknown[] = [];
  const note = (what: unknown): void => void seen.push(toPlain(what));
  const { client } = paper;
  await client.subscribeOrders(note);
  await client.subscribeTrades(SYMBOL, note);
  await client.subscribeOrderBook(SYMBOL, note);
  for (const { run } of happenings) note(await run(paper));
  note([await client.getOrders(), await client.getFills(), await client.getBalance()]);
  return seen;
}

async function checkAccount(client: PaperClient, fees: FeeCase): Promise<void> {
  const { assets } = await client.getBalance({ includeZero: true });
  const [orders, fills] = [await client.getOrders(), await client.getFills()];
  for (const [asset, start] of Object.entries(BALANCES)) {
    const held = assets.find((each) => each.asset === asset);
    const [total, available, locked] = [units(held?.total), units(held?.available), units(held?.locked)];
    expect(available >= 0n && locked >= 0n, `${asset} is not below zero`).toBe(true);
    expect(total, `total of ${asset}`).toBe(available + locked);
    expect(total - units(start), `change of ${asset}`).toBe(sum(fills.map((fill) => changeBy(fill, asset))));
    expect(locked, `locked ${asset}`).toBe(sum(orders.map((order) => lockedBy(order, asset, fees))));
  }
}

function changeBy({ side, lastPrice, lastQuantity, fee }: ExecutionReport, asset: string): bigint {
  const quantity = units(lastQuantity);
  const worth = product(units(lastPrice), quantity);
  const sign = side === OrderSide.BUY ? 1n : -1n;
  return asset === "BTC" ? sign * quantity : -sign * worth - units(fee);
}

function lockedBy(order: Order, asset: string, { maker, taker }: FeeCase): bigint {
  const { side, type, status, price } = order;
  const lockedAsset = side === OrderSide.BUY ? "USD" : "BTC";
  if (!OPEN.has(status) || type === OrderType.MARKET || asset !== lockedAsset) return 0n;
  const rest = sizeOf(order) - units(order.filledQuantity);
  if (side === OrderSide.SELL) return rest;
  const rate = units(maker) > units(taker) ? maker : taker;
  return product(product(units(price), rest), units("1") + units(rate));
}

function sizeOf({ quantity, quoteQuantity, price }: Order): bigint {
  return quantity === undefined ? quotient(units(quoteQuantity), units(price), INCREMENT) : units(quantity);
}

async function checkBook(client: PaperClient): Promise<void> {
  const { bids, asks } = await client.getOrderBook(SYMBOL, { depth: Number.POSITIVE_INFINITY });
  const prices = [...bids.toReversed(), ...asks].map(({ price }) => units(price));
  for (const [index, price] of prices.entries()) {
    if (index > 0) expect(price > (prices[index - 1] ?? 0n), "prices grow through the book").toBe(true);
  }
  for (const { quantity } of [...bids, ...asks]) expect(units(quantity) > 0n, "no level is empty").toBe(true);
}

function checkAmounts(order: Order): void {
  const { quantity, filledQuantity, remainingQuantity, filledQuoteQuantity, averagePrice } = order;
  if (quantity !== undefined) {
    expect(units(filledQuantity) + units(remainingQuantity)).toBe(units(quantity));
  }
  if (averagePrice === undefined) expect(units(filledQuantity)).toBe(0n);
  else {
    const error = units(filledQuoteQuantity) - (units(averagePrice) * units(filledQuantity)) / units("1");
    expect(error >= 0n && error < units("0.00001"), "the average is not more than the worth").toBe(true);
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
