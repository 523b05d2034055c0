import type { Specifier } from "../source/specifier.ts";
import type { Role, WorkspacePackage } from "../workspace/packages.ts";
import { isTest } from "../workspace/sources.ts";
import { ALLOWED_IMPORTS, type Importable, SANDBOX, TESTS_MAY_IMPORT } from "./rules.ts";

type PackageImport = Extract<Specifier, { kind: "package" }>;

/** Returns the problem with an import of one package of the workspace by another, or undefined when it is allowed. */
export function directionProblem(
  from: WorkspacePackage,
  file: string,
  to: WorkspacePackage,
  specifier: PackageImport,
): string | undefined {
  if (!(specifier.subpath in (to.manifest.exports ?? {}))) {
    return `${specifier.text} is not in the exports of ${to.name}`;
  }
  if (from.name === to.name && isTest(file)) return undefined;
  if (from.role === "venue" && to.role === "venue") return `a venue imports the venue ${to.name}`;
  const allowed = allowedFor(from, file);
  const wanted = ([specifier.text, GROUP_OF_ROLE[to.role]] as const).some((name) =>
    allowed.some((importable) => importable === name),
  );
  return wanted ? undefined : `${from.role} may not import ${specifier.text}`;
}

const GROUP_OF_ROLE: Readonly<Partial<Record<Role, Importable>>> = { venue: "venues", tooling: "tooling" };

function allowedFor(from: WorkspacePackage, file: string): readonly Importable[] {
  if (isTest(file)) return [...ALLOWED_IMPORTS[from.role], ...TESTS_MAY_IMPORT];
  return from.name === SANDBOX.name ? SANDBOX.allowed : ALLOWED_IMPORTS[from.role];
}
