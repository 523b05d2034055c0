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
import type { ContractCase } from "../trial/contract-case.ts";
import { RESTING, TAKING, type Trial } from "../trial/trial.ts";

/** The cases of balances. Ids are never reused; the next free id is A11. */
export const ACCOUNT: readonly ContractCase[] = [
  {
    id: "A01",
    title: "the balance lists every held asset once, with a decimal total",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const { assets } = await client.getBalance();
      expectThat(assets.length > 0, "the account should hold something");
      const keys = assets.map(keyOf);
      expectSame(new Set(keys).size, keys.length, "the number of different assets");
      for (const { asset, total, available, locked } of assets) {
        expectThat(asset !== "", "an asset should have a name");
        for (const amount of [total, available ?? total, locked ?? total])
          expectDecimal(amount, `each amount of ${asset}`);
      }
    },
  },
  {
    id: "A02",
    title: "the total of an asset is its available plus its locked amount",
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
    title: "the balance lists empty assets only with includeZero",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const { assets: held } = await client.getBalance();
      const { assets: all } = await client.getBalance({ includeZero: true });
      const empty = held.filter(({ total }) => isZero(total));
      expectSame(empty, [], "the assets with a total of zero");
      const totals = new Map(all.map((balance) => [keyOf(balance), balance.total]));
      for (const balance of held) {
        const total = totals.get(keyOf(balance));
        expectThat(total !== undefined, `${balance.asset} should also be listed with includeZero`);
        expectAmount(total, balance.total, `the total of ${balance.asset} with includeZero`);
      }
    },
  },
  {
    id: "A04",
    title: "a resting buy locks its cost, and the total does not change",
    needs: ["getBalance", "locked", ...RESTING],
    run: async (trial) => {
      const [, quote] = assetsOf(trial);
      const order = await trial.restingBuy();
      await expectLocked(trial, order, quote, multiply(order.price, trial.quantity));
    },
  },
  {
    id: "A05",
    title: "a cancel frees exactly the amount that the order had locked",
    needs: ["getBalance", "cancelOrder", "locked", ...RESTING],
    run: async (trial) => {
      const [, quote] = assetsOf(trial);
      const before = await read(trial, quote);
      const { orderId } = await trial.placeResting();
      await until(trial, quote, "the locked amount should grow", ({ locked }) =>
        isLess(before.locked, locked),
      );
      await trial.client.cancelOrder(orderId);
      await until(
        trial,
        quote,
        `the amounts should be the same as before the order, ${JSON.stringify(before)}`,
        (after) => AMOUNTS.every((field) => compareDecimals(after[field], before[field]) === 0),
      );
    },
  },
  {
    id: "A06",
    title: "a filled buy adds the filled quantity, and costs its price and its fee",
    needs: ["getBalance", ...TAKING],
    run: (trial) => expectMoved(trial, OrderSide.BUY),
  },
  {
    id: "A07",
    title: "the balance does not change when nothing happens",
    needs: ["getBalance"],
    run: async ({ client, quiet }) => {
      const before = await client.getBalance();
      await quiet();
      expectSame((await client.getBalance()).assets, before.assets, "the assets");
    },
  },
  {
    id: "A08",
    title: "changing a returned balance does not change later reads",
    needs: ["getBalance"],
    run: async ({ client }) => {
      const balance = await client.getBalance();
      const before: unknown = JSON.parse(JSON.stringify(balance.assets));
      overwriteDeep(balance);
      expectSame((await client.getBalance()).assets, before, "the balance after the change");
    },
  },
  {
    id: "A09",
    title: "a resting sell locks its quantity, and the total does not change",
    needs: ["getBalance", "locked", ...RESTING],
    run: async (trial) => {
      const [base] = assetsOf(trial);
      await expectLocked(trial, await trial.restingSell(), base, trial.quantity);
    },
  },
  {
    id: "A10",
    title: "a filled sell removes the filled quantity, and adds its price minus its fee",
    needs: ["getBalance", ...TAKING],
    run: (trial) => expectMoved(trial, OrderSide.SELL),
  },
];

function keyOf({ asset, assetId, network }: AssetBalance): string {
  return JSON.stringify([asset, assetId, network]);
}

const AMOUNTS = ["total", "available", "locked"] as const;

type Amounts = Readonly<Record<(typeof AMOUNTS)[number], string>>;

/** Reads the amounts of an asset. An asset that is not listed has zero. */
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
  return trial.eventually(`${asset}: ${what}`, () => read(trial, asset), isRight);
}

/** Checks that an order moves at least `least` from the available to the locked amount and does not change the total. */
async function expectLocked(trial: Trial, order: NewOrder, asset: string, least: string): Promise<void> {
  const before = await read(trial, asset);
  await trial.client.placeOrder(order);
  const wanted = `at least ${least} more than ${before.locked} should be locked`;
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
  expectAmount(taken, held, `the decrease of the available amount of ${asset}`);
}

/** Checks that a market order changes both totals by its fill and its fee. */
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
  // The average price may be rounded, and a venue may not report the fee.
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

/** Splits the declared symbol into its base and quote asset. */
function assetsOf({ symbol }: Trial): readonly [base: string, quote: string] {
  const [base, quote] = symbol.split("-");
  expectThat(base !== undefined && quote !== undefined, "the declared symbol should be BASE-QUOTE", symbol);
  return [base, quote];
}
