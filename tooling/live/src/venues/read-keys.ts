import { CheckFailure } from "../check-failure.ts";

/** The environment variables of a process. An empty variable counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the values of these variables, or an empty list when none is set. Throws when only some are set. */
export function readKeys(environment: Environment, ...names: readonly string[]): readonly string[] {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return [];
  if (missing.length > 0)
    throw new CheckFailure(`${missing.join(" and ")} is not set, though other keys of the venue are`);
  return names.flatMap((name) => environment[name] ?? []);
}
