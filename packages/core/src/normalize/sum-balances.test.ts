import { describe, expect, test } from "vitest";
import { type AssetAccount, sumBalances } from "./sum-balances.ts";

const account = (id: string, asset: string, available: string, locked?: string): AssetAccount => ({
  id,
  asset,
  available,
  locked,
});

const asset = (fields: object): object => ({ $typeName: "cqc.venues.v1.AssetBalance", ...fields });

describe("the balance", () => {
  test("adds available and locked exactly", () => {
    const { assets } = sumBalances([account("1", "BTC", "0.10", "0.200")], false);
    expect(assets).toEqual([asset({ asset: "BTC", total: "0.300", available: "0.10", locked: "0.200" })]);
  });

  test("adds the accounts of one asset", () => {
    const accounts = [
      account("1", "USD", "0.1", "1"),
      account("2", "BTC", "1"),
      account("3", "USD", "0.20", "2"),
    ];
    expect(sumBalances(accounts, false).assets).toEqual([
      asset({ asset: "USD", total: "3.30", available: "0.30", locked: "3" }),
      asset({ asset: "BTC", total: "1", available: "1" }),
    ]);
  });

  test("counts an account on two pages once", () => {
    const twice = [account("1", "USD", "5"), account("1", "USD", "5")];
    expect(sumBalances(twice, false).assets).toEqual([asset({ asset: "USD", total: "5", available: "5" })]);
  });

  test("leaves out zero balances, unless they are requested", () => {
    const accounts = [account("1", "USD", "0.00", "0"), account("2", "BTC", "0", "0.1")];
    expect(sumBalances(accounts, false).assets.map((each) => each.asset)).toEqual(["BTC"]);
    expect(sumBalances(accounts, true).assets.map((each) => each.asset)).toEqual(["USD", "BTC"]);
  });

  test("keeps a negative balance", () => {
    expect(sumBalances([account("1", "USD", "-5.00", "1")], false).assets).toEqual([
      asset({ asset: "USD", total: "-4.00", available: "-5.00", locked: "1" }),
    ]);
  });

  test("is empty without accounts", () => {
    expect(sumBalances([], true)).toEqual({ $typeName: "cqc.venues.v1.Balance", assets: [] });
  });
});
