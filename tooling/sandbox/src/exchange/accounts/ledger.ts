import {
  emptyCurrencies,
  OPENING_BALANCES,
  type OpeningBalance,
} from "../../coinbase/catalogue/opening-accounts.ts";
import { type Decimal, decimal, ZERO } from "../../numbers/decimal.ts";
import { createRandom } from "../../numbers/random.ts";

/** One account of one currency. The total is `available` and `hold` together. */
export interface Account extends Omit<OpeningBalance, "amount" | "place"> {
  readonly uuid: string;
  available: Decimal;
  hold: Decimal;
}

/** Every account. Money only moves: it is held, released, paid out of a hold and paid in, and never appears otherwise. */
export interface Ledger {
  readonly accounts: readonly Account[];
  available(currency: string): Decimal;
  hold(currency: string, amount: Decimal): void;
  release(currency: string, amount: Decimal): void;
  payFromHold(currency: string, amount: Decimal): void;
  credit(currency: string, amount: Decimal): void;
}

export function createLedger(seed: number, balances?: Readonly<Record<string, string>>): Ledger {
  const accounts = createAccounts(seed, balances ?? {});
  const spot = new Map(
    accounts
      .filter(({ platform }) => platform === "ACCOUNT_PLATFORM_CONSUMER")
      .map((account) => [account.currency, account]),
  );
  const accountOf = (currency: string): Account => {
    const account = spot.get(currency);
    if (account === undefined) throw new RangeError(`the sandbox has no account of ${currency}`);
    return account;
  };
  /** A book-keeping error of the sandbox must not pass as a balance. */
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

function createAccounts(seed: number, balances: Readonly<Record<string, string>>): Account[] {
  const random = createRandom(seed, "accounts");
  const accounts: Account[] = emptyCurrencies(seed).map((currency) => ({
    currency,
    type: "ACCOUNT_TYPE_CRYPTO",
    platform: "ACCOUNT_PLATFORM_CONSUMER",
    uuid: random.uuid(),
    available: ZERO,
    hold: ZERO,
  }));
  for (const { amount, place, ...rest } of OPENING_BALANCES) {
    const onSpot = rest.platform === "ACCOUNT_PLATFORM_CONSUMER";
    const available = decimal((onSpot ? balances[rest.currency] : undefined) ?? amount);
    accounts.splice(place, 0, { ...rest, uuid: random.uuid(), available, hold: ZERO });
  }
  return accounts;
}
