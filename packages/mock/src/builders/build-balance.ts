import type { AssetBalance, Balance } from "@cqvx/core";
import { subtractDecimals, sumDecimals } from "@cqvx/core/in-memory";
import { builtTime, checkAmounts, type Overrides, override } from "./overrides.ts";

/** One asset of a balance. Two of `total`, `available` and `locked` are enough; the third is computed. */
export type AssetOverrides = Overrides<AssetBalance> & Pick<AssetBalance, "asset">;

export interface BalanceOverrides extends Omit<Overrides<Balance>, "assets"> {
  /** Default: 100,000 USD and 10 BTC, with nothing locked. */
  readonly assets?: readonly AssetOverrides[] | undefined;
}

const REQUIRED: Balance = { $typeName: "cqc.venues.v1.Balance", assets: [] };
const NOTHING: AssetBalance = { $typeName: "cqc.venues.v1.AssetBalance", asset: "", total: "0" };
const DEFAULT_ASSETS: readonly AssetOverrides[] = [
  { asset: "USD", total: "100000.00" },
  { asset: "BTC", total: "10" },
];

/** Builds a balance as a venue would return it. */
export function buildBalance({ assets = DEFAULT_ASSETS, ...overrides }: BalanceOverrides = {}): Balance {
  return override(
    REQUIRED,
    { timestamp: builtTime() },
    { ...overrides, assets: assets.map(buildAssetBalance) },
  );
}

function buildAssetBalance(overrides: AssetOverrides): AssetBalance {
  const { total, available } = overrides;
  checkAmounts({ total, available, locked: overrides.locked });
  const { locked = total && available ? subtractDecimals(total, available) : "0" } = overrides;
  const free = available ?? (total === undefined ? "0" : subtractDecimals(total, locked));
  return override(NOTHING, { total: sumDecimals(free, locked), available: free, locked }, overrides);
}
