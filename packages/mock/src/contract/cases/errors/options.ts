import { methodsOf } from "../../calls/every-method.ts";
import { callWithOptions } from "../../calls/untyped-call.ts";
import { expectRejection, expectThat } from "../../expectations/expectations.ts";
import type { Trial } from "../../trial/trial.ts";
import type { ContractCase } from "../contract-case.ts";

const NO_TIMEOUTS: readonly unknown[] = [0, -1, Number.NaN, "5"];
const NO_SIGNALS: readonly unknown[] = ["abort", 5, {}, new AbortController()];

export const WRONG_OPTIONS: readonly ContractCase[] = [
  {
    id: "E01",
    title: "an option that a method does not have is invalidInput that names it, and nothing is sent",
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
    title: "a timeoutMs that is no number above zero is invalidInput, and nothing is sent",
    needs: [],
    run: (trial) => expectOptionRefused(trial, "timeoutMs", NO_TIMEOUTS),
  },
  {
    id: "E03",
    title: "a signal that is none is invalidInput, and nothing is sent",
    needs: [],
    run: (trial) => expectOptionRefused(trial, "signal", NO_SIGNALS),
  },
];

/** That no method takes one of these values for an option. */
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
