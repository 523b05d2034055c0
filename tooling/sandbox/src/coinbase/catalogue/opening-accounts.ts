import { createRandom } from "../../numbers/random.ts";

/** A currency of which the account starts with some. */
export interface OpeningBalance {
  readonly currency: string;
  readonly amount: string;
  readonly type: "ACCOUNT_TYPE_CRYPTO" | "ACCOUNT_TYPE_FIAT";
  /** Orders draw on CONSUMER; the same currency can be held on another platform too. */
  readonly platform: "ACCOUNT_PLATFORM_CONSUMER" | "ACCOUNT_PLATFORM_CFM_CONSUMER";
  /** Its place in the list of accounts: some stand behind the default page of 49, some behind the largest of 250. */
  readonly place: number;
}

const CRYPTO = "ACCOUNT_TYPE_CRYPTO";
const CONSUMER = "ACCOUNT_PLATFORM_CONSUMER";

export const OPENING_BALANCES: readonly OpeningBalance[] = [
  { currency: "BTC", amount: "5.5", type: CRYPTO, platform: CONSUMER, place: 0 },
  { currency: "USD", amount: "250000", type: "ACCOUNT_TYPE_FIAT", platform: CONSUMER, place: 1 },
  { currency: "ETH", amount: "80.25", type: CRYPTO, platform: CONSUMER, place: 60 },
  { currency: "USDC", amount: "120000.5", type: CRYPTO, platform: CONSUMER, place: 61 },
  {
    currency: "USDC",
    amount: "7500.25",
    type: CRYPTO,
    platform: "ACCOUNT_PLATFORM_CFM_CONSUMER",
    place: 200,
  },
  { currency: "SOL", amount: "1200", type: CRYPTO, platform: CONSUMER, place: 262 },
];

const EMPTY_ACCOUNTS = 262;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Made-up currencies with nothing in them, as a real account has by the hundred. */
export function emptyCurrencies(seed: number): string[] {
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
