import type { AssetBalance, NewOrder } from "@cqvx/core";
import {
  compareDecimals,
  isLess,
  isZero,
  multiply,
  OrderSide,
  subtractDecimals,
  sumDecimals,
} from "@cqvx/core/in-memory";
import { expectAmount, expectDecimal, expectSame, expectThat } from "../expectations/expectations.ts";
import { expectPositive } from "../expectations/order-expectations.ts";
import { overwriteDeep } from "../expectations/overwrite-deep.ts";
import { RESTING, TAKING, type Trial } from "../trial/trial.ts";
import type { ContractCase } from "./contract-case.ts";

/** Ids are never used again: the next free one is A11. */
export const ACCOUNT: readonly ContractCase[] = [
  {
    id: "A01",
    title: "every asset that is held is there once, with a total that is a decimal",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const { assets } = await client.getBalance();
      expectThat(assets.length > 0, "the account should hold something");
      const keys = assets.map(keyOf);
      expectSame(new Set(keys).size, keys.length, "the number of different assets");
      for (const { asset, total, available, locked } of assets) {
        expectThat(asset !== "", "an asset should have its name");
        for (const amount of [total, available ?? total, locked ?? total])
          expectDecimal(amount, `each amount of ${asset}`);
      }
    },
  },
  {
    id: "A02",
    title: "a total is what is available and what is locked together",
    needs: ["getBalance", "locked", ...RESTING],
    run: async (trial) => {
      await trial.placeResting();
      const { assets } = await trial.client.getBalance({ includeZero: true });
      for (const { asset, total, available, locked } of assets) {
        if (available !== undefined && locked !== undefined)
          expectAmount(total, sumDecimals(available, locked), `the total of ${asset}`);
      }
    },
  },
  {
    id: "A03",
    title: "an asset of which nothing is held is there only when it is asked for",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const { assets: held } = await client.getBalance();
      const { assets: all } = await client.getBalance({ includeZero: true });
      const empty = held.filter(({ total }) => isZero(total));
      expectSame(empty, [], "the assets with nothing in them");
      const totals = new Map(all.map((balance) => [keyOf(balance), balance.total]));
      for (const balance of held) {
        const total = totals.get(keyOf(balance));
        expectThat(total !== undefined, `${balance.asset} should be there with includeZero as well`);
        expectAmount(total, balance.total, `the total of ${balance.asset} with includeZero`);
      }
    },
  },
  {
    id: "A04",
    title: "a resting buy locks what it may cost, and the total stays",
    needs: ["getBalance", "locked", ...RESTING],
    run: async (trial) => {
      const [, quote] = assetsOf(trial);
      const order = await trial.restingBuy();
      await expectLocked(trial, order, quote, multiply(order.price, trial.quantity));
    },
  },
  {
    id: "A05",
    title: "a cancel frees exactly what the order locked",
    needs: ["getBalance", "cancelOrder", "locked", ...RESTING],
    run: async (trial) => {
      const [, quote] = assetsOf(trial);
      const before = await read(trial, quote);
      const { orderId } = await trial.placeResting();
      await until(trial, quote, "more should be locked", ({ locked }) => isLess(before.locked, locked));
      await trial.client.cancelOrder(orderId);
      await until(trial, quote, `it should be as before the order, ${JSON.stringify(before)}`, (after) =>
        AMOUNTS.every((field) => compareDecimals(after[field], before[field]) === 0),
      );
    },
  },
  {
    id: "A06",
    title: "a buy that fills brings what it filled, and costs its price and its fee",
    needs: ["getBalance", ...TAKING],
    run: (trial) => expectMoved(trial, OrderSide.BUY),
  },
  {
    id: "A07",
    title: "the balance stays as it is when nothing happens",
    needs: ["getBalance"],
    run: async ({ client, quiet }) => {
      const before = await client.getBalance();
      await quiet();
      expectSame((await client.getBalance()).assets, before.assets, "the assets");
    },
  },
  {
    id: "A08",
    title: "a balance that was returned is the caller's: to change it changes no later read",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const balance = await client.getBalance();
      const before: unknown = JSON.parse(JSON.stringify(balance.assets));
      overwriteDeep(balance);
      expectSame((await client.getBalance()).assets, before, "what is read again");
    },
  },
  {
    id: "A09",
    title: "a resting sell locks what it would give, and the total stays",
    needs: ["getBalance", "locked", ...RESTING],
    run: async (trial) => {
      const [base] = assetsOf(trial);
      await expectLocked(trial, await trial.restingSell(), base, trial.quantity);
    },
  },
  {
    id: "A10",
    title: "a sell that fills gives what it filled, and brings its price without its fee",
    needs: ["getBalance", ...TAKING],
    run: (trial) => expectMoved(trial, OrderSide.SELL),
  },
];

function keyOf({ asset, assetId, network }: AssetBalance): string {
  return JSON.stringify([asset, assetId, network]);
}

const AMOUNTS = ["total", "available", "locked"] as const;

type Amounts = Readonly<Record<(typeof AMOUNTS)[number], string>>;

/** What is had of an asset; nothing of one that is not listed. */
async function read({ client }: Trial, asset: string): Promise<Amounts> {
  const { assets } = await client.getBalance();
  const held: Partial<AssetBalance> = assets.find((each) => each.asset === asset) ?? {};
  const { total = "0", available = total, locked = "0" } = held;
  return { total, available, locked };
}

function until(
  trial: Trial,
  asset: string,
  what: string,
  isRight: (now: Amounts) => boolean,
): Promise<Amounts> {
  return trial.eventually(`of ${asset} ${what}`, () => read(trial, asset), isRight);
}

/** That an order takes at least so much from what is available, holds it, and changes no total. */
async function expectLocked(trial: Trial, order: NewOrder, asset: string, least: string): Promise<void> {
  const before = await read(trial, asset);
  await trial.client.placeOrder(order);
  const wanted = `at least ${least} should be locked beyond ${before.locked}`;
  const after = await until(
    trial,
    asset,
    wanted,
    ({ locked }) => !isLess(locked, sumDecimals(before.locked, least)),
  );
  expectAmount(after.total, before.total, `the total of ${asset}`);
  const [taken, held] = [
    subtractDecimals(before.available, after.available),
    subtractDecimals(after.locked, before.locked),
  ];
  expectAmount(taken, held, `what is not available any more of ${asset}`);
}

/** That a market order moves both totals by what it filled, and by its fee. */
async function expectMoved(trial: Trial, side: OrderSide): Promise<void> {
  const [base, quote] = assetsOf(trial);
  const before = { base: await read(trial, base), quote: await read(trial, quote) };
  const { orderId } = await trial.client.placeOrder(trial.marketOrder(side));
  const { filledQuantity, averagePrice, filledQuoteQuantity, fee, feeAsset } = await trial.whenFinal(orderId);
  expectPositive(filledQuantity, "filledQuantity");
  expectPositive(averagePrice, "averagePrice");
  const isBuy = side === OrderSide.BUY;
  const feeIn = (asset: string): string => (feeAsset === asset && fee !== undefined ? fee : "0");
  const value = filledQuoteQuantity ?? multiply(filledQuantity, averagePrice);
  const gain = (amount: string, asset: string): string => subtractDecimals(amount, feeIn(asset));
  const loss = (amount: string, asset: string): string => subtractDecimals(`-${amount}`, feeIn(asset));
  const moves = {
    base: isBuy ? gain(filledQuantity, base) : loss(filledQuantity, base),
    quote: isBuy ? loss(value, quote) : gain(value, quote),
  };
  // An average is cut; and what a fee was, a venue may not say.
  const slack = multiply(value, fee === undefined || feeAsset === undefined ? "0.05" : "0.0001");
  await until(trial, base, `the total should move by ${moves.base}`, ({ total }) =>
    isWithin(subtractDecimals(total, before.base.total), moves.base, multiply(filledQuantity, "0.0001")),
  );
  await until(trial, quote, `the total should move by about ${moves.quote}`, ({ total }) =>
    isWithin(subtractDecimals(total, before.quote.total), moves.quote, slack),
  );
}

function isWithin(found: string, wanted: string, slack: string): boolean {
  const away = subtractDecimals(found, wanted).replace(/^-/, "");
  return compareDecimals(away, slack) <= 0;
}

/** BASE-QUOTE. */
function assetsOf({ symbol }: Trial): readonly [base: string, quote: string] {
  const [base, quote] = symbol.split("-");
  expectThat(base !== undefined && quote !== undefined, "the declared symbol should be BASE-QUOTE", symbol);
  return [base, quote];
}
