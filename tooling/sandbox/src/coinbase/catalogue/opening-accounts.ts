import type { OpeningAccount } from "../../exchange/accounts/ledger.ts";
import { createRandom } from "../../numbers/random.ts";

interface OpeningBalance extends Omit<OpeningAccount, "accountId"> {
  /**
   * The index in the list of accounts. Some accounts come after the default page of 49, some after the largest page of
   * 250.
   */
  readonly place: number;
}

const OPENING_BALANCES: readonly OpeningBalance[] = [
  { currency: "BTC", amount: "5.5", kind: "crypto", wallet: "spot", place: 0 },
  { currency: "USD", amount: "250000", kind: "fiat", wallet: "spot", place: 1 },
  { currency: "ETH", amount: "80.25", kind: "crypto", wallet: "spot", place: 60 },
  { currency: "USDC", amount: "120000.5", kind: "crypto", wallet: "spot", place: 61 },
  { currency: "USDC", amount: "7500.25", kind: "crypto", wallet: "futures", place: 200 },
  { currency: "SOL", amount: "1200", kind: "crypto", wallet: "spot", place: 262 },
];

const EMPTY_ACCOUNTS = 262;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Returns the accounts to open, in the order in which Coinbase lists them. `balances` replaces amounts in spot wallets. */
export function openingAccounts(
  seed: number,
  balances: Readonly<Record<string, string>> = {},
): OpeningAccount[] {
  const random = createRandom(seed, "accounts");
  const accounts = emptyCurrencies(seed).map(
    (currency): OpeningAccount => ({
      accountId: random.uuid(),
      currency,
      kind: "crypto",
      wallet: "spot",
      amount: "0",
    }),
  );
  for (const { place, ...opening } of OPENING_BALANCES) {
    const replacement = opening.wallet === "spot" ? balances[opening.currency] : undefined;
    const amount = replacement ?? opening.amount;
    accounts.splice(place, 0, { ...opening, accountId: random.uuid(), amount });
  }
  return accounts;
}

/** Invents currencies without a balance. A real account lists hundreds of them. */
function emptyCurrencies(seed: number): string[] {
  const random = createRandom(seed, "currencies");
  const taken = new Set(OPENING_BALANCES.map(({ currency }) => currency));
  const codes: string[] = [];
  while (codes.length < EMPTY_ACCOUNTS) {
    const code = Array.from({ length: random.integer(3, 5) }, () => LETTERS[random.integer(0, 25)]).join("");
    if (taken.has(code)) continue;
    taken.add(code);
    codes.push(code);
  }
  return codes;
}
