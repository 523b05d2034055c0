import { expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import { createLedger, type Ledger, type OpeningAccount } from "./ledger.ts";

const OPENING: readonly OpeningAccount[] = [
  { accountId: "a", currency: "cash", kind: "fiat", wallet: "futures", amount: "7" },
  { accountId: "b", currency: "cash", kind: "fiat", wallet: "spot", amount: "100" },
];

function balances(ledger: Ledger): string[] {
  return ledger.accounts.map(({ accountId, available, hold }) => `${accountId} ${available} ${hold}`);
}

test("moves amounts between available, hold and payment in the spot wallet only", () => {
  const ledger = createLedger(OPENING);
  ledger.hold("cash", decimal("60"));
  expect(balances(ledger)).toEqual(["a 7 0", "b 40 60"]);
  ledger.release("cash", decimal("10"));
  ledger.payFromHold("cash", decimal("20"));
  ledger.credit("cash", decimal("0.5"));
  expect(balances(ledger)).toEqual(["a 7 0", "b 50.5 30"]);
  expect(plain(ledger.available("cash"))).toBe("50.5");
});

test.each(["hold", "release", "payFromHold"] as const)("%s refuses a balance below zero", (move) => {
  const ledger = createLedger(OPENING);
  expect(() => ledger[move]("cash", decimal("100.01"))).toThrow("a balance of the sandbox fell below zero");
  expect(balances(ledger)).toEqual(["a 7 0", "b 100 0"]);
});

test("refuses a currency without a spot wallet", () => {
  expect(() => createLedger([]).available("cash")).toThrow("the sandbox has no account of cash");
});
