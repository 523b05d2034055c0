import { type AssetAccount, isLess } from "@cqvx/core/in-memory";
import { add, subtract } from "../market/amounts.ts";

/** An amount of an asset. */
export interface Amount {
  readonly asset: string;
  readonly amount: string;
}

/** The balances of the account. They never fall below zero: callers check `affords` before they lock or pay. */
export interface PaperAccount {
  affords(amount: Amount): boolean;
  receive(amount: Amount): void;
  pay(amount: Amount): void;
  lock(amount: Amount): void;
  free(amount: Amount): void;
  /** Returns the balances in the order in which the assets were added. */
  holdings(): AssetAccount[];
}

interface Holding {
  readonly available: string;
  readonly locked: string;
}

const NOTHING: Holding = { available: "0", locked: "0" };

export function createPaperAccount(balances: Readonly<Record<string, string>>): PaperAccount {
  const holdings = new Map<string, Holding>(
    Object.entries(balances).map(([asset, available]) => [asset, { available, locked: "0" }]),
  );
  const of = (asset: string): Holding => holdings.get(asset) ?? NOTHING;
  const set = (asset: string, changes: Partial<Holding>): void =>
    void holdings.set(asset, { ...of(asset), ...changes });

  return {
    affords: ({ asset, amount }) => !isLess(of(asset).available, amount),
    receive: ({ asset, amount }) => set(asset, { available: add(of(asset).available, amount) }),
    pay: ({ asset, amount }) => set(asset, { available: subtract(of(asset).available, amount) }),
    lock: ({ asset, amount }) => {
      const { available, locked } = of(asset);
      set(asset, { available: subtract(available, amount), locked: add(locked, amount) });
    },
    free: ({ asset, amount }) => {
      const { available, locked } = of(asset);
      set(asset, { available: add(available, amount), locked: subtract(locked, amount) });
    },
    holdings: () => [...holdings].map(([asset, holding]) => ({ id: asset, asset, ...holding })),
  };
}
