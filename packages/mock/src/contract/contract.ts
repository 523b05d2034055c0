import { absenceOf } from "./absence.ts";
import { ACCOUNT } from "./cases/account.ts";
import { CANCELLATION } from "./cases/cancellation.ts";
import { ERRORS } from "./cases/errors.ts";
import { HEALTH } from "./cases/health.ts";
import { LIFECYCLE } from "./cases/lifecycle.ts";
import { MARKET } from "./cases/market.ts";
import { STREAMING } from "./cases/streaming.ts";
import { TRADING } from "./cases/trading.ts";
import type { ContractDeclaration, ContractSubject } from "./declaration/contract-subject.ts";
import type { Feature } from "./declaration/feature.ts";
import { type Declared, readDeclaration } from "./declaration/read-declaration.ts";
import { checkCapabilities, checkLevers, throwExplained } from "./feature-checks.ts";
import type { ContractCase, ContractRole } from "./trial/contract-case.ts";
import { createTrial } from "./trial/trial.ts";
import { within } from "./within.ts";

const CASES: readonly (readonly [ContractRole, readonly ContractCase[]])[] = [
  ["trading", TRADING],
  ["account", ACCOUNT],
  ["market", MARKET],
  ["streaming", STREAMING],
  ["health", HEALTH],
  ["errors", ERRORS],
  ["cancellation", CANCELLATION],
  ["lifecycle", LIFECYCLE],
];

/** The time limit of a case, as a multiple of `patienceMs`: a case waits several times in a row. */
const LONGEST_CASE = 10;

/** One case of the contract, for any test runner. */
export interface ContractTest {
  /** The id of the case, such as T07. It never changes between releases. */
  readonly id: string;
  readonly role: ContractRole;
  /** The id and the promise. When a needed feature is declared as lacking, also the proof that runs instead. */
  readonly name: string;
  /** Creates a subject, runs the case on it and closes it. Rejects when the promise is broken. */
  readonly run: () => Promise<void>;
}

type Make = () => ContractSubject | Promise<ContractSubject>;

/**
 * Creates the test cases that every `VenueClient` must pass. Register them with any runner: `for (const test of
 * contract(make, declared)) it(test.name, test.run)`. `make` creates a new subject for each case. Declare the features that
 * the venue lacks: their cases then prove that the feature is absent.
 *
 * @throws Error when the declaration has an unknown field or feature
 */
export function contract(make: Make, declaration: ContractDeclaration = {}): ContractTest[] {
  const declared = readDeclaration(declaration);
  return CASES.flatMap(([role, cases]) =>
    cases.map(({ id, title, needs, run }) => {
      const lacking = findLack(needs, declared.lacks);
      if (lacking === undefined)
        return { id, role, name: `${id} ${title}`, run: () => runCase(make, declared, { id, needs, run }) };
      const absence = absenceOf(lacking);
      return {
        id,
        role,
        name: `${id} ${title} [declared: lacks ${lacking}; ${absence.proof}]`,
        run: () => runCase(make, declared, { id, needs: [lacking, ...absence.needs], run: absence.run }),
      };
    }),
  );
}

/** Finds the lacking feature to prove. When its proof needs a feature that is also lacking, returns that one. */
function findLack(needs: readonly Feature[], lacks: readonly Feature[]): Feature | undefined {
  const lacking = needs.find((feature) => lacks.includes(feature));
  return lacking && (findLack(absenceOf(lacking).needs, lacks) ?? lacking);
}

/** Runs one case on a new subject. Throws the first failure, even when closing or disposing fails as well. */
async function runCase(
  make: Make,
  declared: Declared,
  { id, needs, run }: Pick<ContractCase, "id" | "needs" | "run">,
): Promise<void> {
  const { patienceMs } = declared;
  const subject = await make();
  const { client, levers = {} } = subject;
  const failures: unknown[] = [];
  const attempt = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  await attempt(async () => {
    checkLevers(needs, levers, declared.lacks);
    checkCapabilities(
      needs.filter((feature) => !declared.lacks.includes(feature)),
      client.capabilities,
    );
    await within(LONGEST_CASE * patienceMs, `the case ${id}`, () =>
      run(createTrial(client, levers, declared)).catch((error: unknown) => throwExplained(error, needs)),
    );
  });
  await attempt(() => within(patienceMs, `close() after the case ${id}`, () => client.close()));
  await attempt(() => within(patienceMs, `dispose() after the case ${id}`, () => subject.dispose?.()));
  if (failures.length > 0) throw failures[0];
}
