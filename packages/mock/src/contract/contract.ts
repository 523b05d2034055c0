import { absenceOf } from "./absence.ts";
import { ACCOUNT } from "./cases/account.ts";
import { CANCELLATION } from "./cases/cancellation.ts";
import type { ContractCase, ContractRole } from "./cases/contract-case.ts";
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

/** A case waits for several things, one after the other: this many times what is waited for one. */
const LONGEST_CASE = 10;

/** One case of the contract, for any test runner. */
export interface ContractTest {
  /** Stays the same from release to release: T07. */
  readonly id: string;
  readonly role: ContractRole;
  /** The id and the promise; and where the venue lacks what it takes, what is proved instead. */
  readonly name: string;
  /** Makes a subject, tries it, and closes it. Rejects when the promise is broken. */
  readonly run: () => Promise<void>;
}

type Make = () => ContractSubject | Promise<ContractSubject>;

/**
 * What every `VenueClient` promises, as numbered cases: `for (const test of contract(make, declared)) it(test.name, test.run)`.
 * Each case makes a subject of its own. What the venue lacks is declared, and its cases prove that it is really not there.
 *
 * @throws Error when the declaration has a field or a feature that there is not
 */
export function contract(make: Make, declaration: ContractDeclaration = {}): ContractTest[] {
  const declared = readDeclaration(declaration);
  return CASES.flatMap(([role, cases]) =>
    cases.map(({ id, title, needs, run }) => {
      const lacking = findLack(needs, declared.lacks);
      if (lacking === undefined)
        return { id, role, name: `${id} ${title}`, run: () => tryOut(make, declared, { id, needs, run }) };
      const absence = absenceOf(lacking);
      return {
        id,
        role,
        name: `${id} ${title} [declared: lacks ${lacking}; ${absence.proof}]`,
        run: () => tryOut(make, declared, { id, needs: [lacking, ...absence.needs], run: absence.run }),
      };
    }),
  );
}

/** What is lacking of what a case needs; of what the proof of that needs, where that is lacking too. */
function findLack(needs: readonly Feature[], lacks: readonly Feature[]): Feature | undefined {
  const lacking = needs.find((feature) => lacks.includes(feature));
  return lacking && (findLack(absenceOf(lacking).needs, lacks) ?? lacking);
}

/** Tries one case on a subject of its own. What broke first is the failure, whatever breaks while all is put away. */
async function tryOut(
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
