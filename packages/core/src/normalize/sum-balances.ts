import type { AssetBalance, Balance } from "../cqc/messages.ts";
import { sumDecimals } from "../values/decimal.ts";
import { isZero } from "../values/decimal-text.ts";
import { withPresent } from "../values/with-present.ts";

/** One account at a venue, with its balance of one asset. */
export interface AssetAccount {
  /** The id of the account. Accounts without an id are all counted as different. */
  readonly id: string | undefined;
  readonly asset: string;
  readonly available: string;
  readonly locked: string | undefined;
}

/**
 * Sums a venue's accounts to one balance per asset. `total` is available plus locked. An account that appears on two pages
 * is counted once.
 */
export function sumBalances(accounts: readonly AssetAccount[], includeZero: boolean): Balance {
  const byId = new Map(accounts.map((account) => [account.id ?? account, account]));
  const byAsset = new Map<string, AssetBalance>();
  for (const account of byId.values()) {
    byAsset.set(account.asset, add(account, byAsset.get(account.asset)));
  }
  const assets = [...byAsset.values()].filter(({ total }) => includeZero || !isZero(total));
  return { $typeName: "cqc.venues.v1.Balance", assets };
}

function add({ asset, available, locked }: AssetAccount, others: AssetBalance | undefined): AssetBalance {
  const sums = { available: sum(available, others?.available), locked: sum(locked, others?.locked) };
  const total = sum(sums.available, sums.locked) ?? available;
  return withPresent<AssetBalance>({ $typeName: "cqc.venues.v1.AssetBalance", asset, total }, sums);
}

function sum(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || right === undefined ? (left ?? right) : sumDecimals(left, right);
}
