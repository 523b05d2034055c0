import { methodsOf } from "../../calls/every-method.ts";
import { callWithOptions } from "../../calls/untyped-call.ts";
import { expectRejection, expectThat } from "../../expectations/expectations.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import type { Trial } from "../../trial/trial.ts";

const WRONG_TIMEOUTS: readonly unknown[] = [0, -1, Number.NaN, "5"];
const WRONG_SIGNALS: readonly unknown[] = ["abort", 5, {}, new AbortController()];

export const WRONG_OPTIONS: readonly ContractCase[] = [
  {
    id: "E01",
    title: "an unknown option is invalidInput with its name, and nothing is sent",
    needs: [],
    run: async (trial) => {
      for (const name of methodsOf(trial)) {
        const error = await expectRejection(
          callWithOptions(trial, name, { timeoutMS: 5_000 }),
          { kind: "invalidInput", operation: name, sent: "no", retryable: false },
          `${name} with the option timeoutMS`,
        );
        expectThat(error.message.includes("timeoutMS"), `the error of ${name} should name it`, error.message);
      }
    },
  },
  {
    id: "E02",
    title: "a timeoutMs that is not a number above zero is invalidInput, and nothing is sent",
    needs: [],
    run: (trial) => expectOptionRefused(trial, "timeoutMs", WRONG_TIMEOUTS),
  },
  {
    id: "E03",
    title: "a signal that is not an AbortSignal is invalidInput, and nothing is sent",
    needs: [],
    run: (trial) => expectOptionRefused(trial, "signal", WRONG_SIGNALS),
  },
];

/** Checks that every method refuses these values of an option. */
async function expectOptionRefused(trial: Trial, field: string, values: readonly unknown[]): Promise<void> {
  for (const name of methodsOf(trial)) {
    for (const value of values) {
      await expectRejection(
        callWithOptions(trial, name, { [field]: value }),
        { kind: "invalidInput", operation: name, field, sent: "no" },
        `${name} with the ${field} ${String(value)}`,
      );
    }
  }
}
