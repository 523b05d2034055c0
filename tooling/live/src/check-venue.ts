import { CHECKS } from "./checks.ts";
import { describeFailure } from "./describe-failure.ts";
import { writeOutcome, writeSummary } from "./report.ts";
import { type Outcome, runChecks } from "./run-checks.ts";
import type { Environment } from "./venues/read-keys.ts";
import { toReadOnly } from "./venues/read-only-client.ts";
import type { LiveVenue } from "./venues/venues.ts";

/**
 * Runs all checks against a venue and prints a line for each. Skips a venue without keys.
 *
 * @returns true when no check failed
 */
export async function checkVenue(
  { name, symbol, connect }: LiveVenue,
  environment: Environment,
  stop: AbortSignal,
  print: (line: string) => void,
): Promise<boolean> {
  try {
    const client = connect(environment);
    if (client === undefined) {
      print(`${name}: skipped, no keys`);
      return true;
    }
    const outcomes: Outcome[] = [];
    try {
      for await (const outcome of runChecks(CHECKS, toReadOnly(client), symbol, stop)) {
        print(writeOutcome(name, outcome));
        outcomes.push(outcome);
      }
    } finally {
      await client.close();
    }
    print(writeSummary(name, outcomes));
    return outcomes.every(({ verdict }) => verdict !== "failed");
  } catch (error) {
    print(`${name}: failed, ${describeFailure(error)}`);
    return false;
  }
}
