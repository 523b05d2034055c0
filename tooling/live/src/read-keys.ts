import { CheckFailure } from "./check-failure.ts";

/** The variables of a process. One that is empty counts as absent: that is how services set what they do not have. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of all these variables, or none: keys that are there in part are a mistake, and no reason to skip a venue. */
export function readKeys(environment: Environment, ...names: readonly string[]): readonly string[] {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return [];
  if (missing.length > 0) throw new CheckFailure(`${missing.join(" and ")} is missing beside the other keys`);
  return names.flatMap((name) => environment[name] ?? []);
}
