import { type Decimal, decimal, ZERO } from "../../numbers/decimal.ts";

/** An account as the ledger opens it. */
export interface OpeningAccount {
  readonly accountId: string;
  readonly currency: string;
  readonly kind: "crypto" | "fiat";
  /** Orders draw on the spot wallet. The same currency can be in another wallet too. */
  readonly wallet: "spot" | "futures";
  readonly amount: string;
}

/** One wallet of one currency. The total is the sum of `available` and `hold`. */
export interface Account extends Omit<OpeningAccount, "amount"> {
  available: Decimal;
  hold: Decimal;
}

/** The balances of the account holder. Amounts are held, released, paid out of a hold and credited; nothing else changes them. */
export interface Ledger {
  /** Every account, in the order of opening. */
  readonly accounts: readonly Account[];
  available(currency: string): Decimal;
  hold(currency: string, amount: Decimal): void;
  release(currency: string, amount: Decimal): void;
  payFromHold(currency: string, amount: Decimal): void;
  credit(currency: string, amount: Decimal): void;
}

export function createLedger(opening: readonly OpeningAccount[]): Ledger {
  const accounts = opening.map(
    ({ amount, ...account }): Account => ({ ...account, available: decimal(amount), hold: ZERO }),
  );
  const spot = new Map(
    accounts.filter(({ wallet }) => wallet === "spot").map((account) => [account.currency, account]),
  );
  const accountOf = (currency: string): Account => {
    const account = spot.get(currency);
    if (account === undefined) throw new RangeError(`the sandbox has no account of ${currency}`);
    return account;
  };
  /** Throws on a negative balance: a bookkeeping error of the sandbox must not look like a balance. */
  const checked = (amount: Decimal): Decimal => {
    if (amount.lt(ZERO)) throw new RangeError("a balance of the sandbox fell below zero");
    return amount;
  };
  return {
    accounts,
    available: (currency) => accountOf(currency).available,
    hold(currency, amount) {
      const account = accountOf(currency);
      account.available = checked(account.available.minus(amount));
      account.hold = account.hold.plus(amount);
    },
    release(currency, amount) {
      const account = accountOf(currency);
      account.hold = checked(account.hold.minus(amount));
      account.available = account.available.plus(amount);
    },
    payFromHold(currency, amount) {
      const account = accountOf(currency);
      account.hold = checked(account.hold.minus(amount));
    },
    credit(currency, amount) {
      const account = accountOf(currency);
      account.available = account.available.plus(amount);
    },
  };
}
