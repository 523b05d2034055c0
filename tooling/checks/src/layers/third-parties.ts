import type { Manifest } from "../workspace/manifest.ts";
import { isTest } from "../workspace/sources.ts";
import { ONE_PLACE } from "./rules.ts";

/** Returns the problem with the place where a library is imported, or undefined when it is allowed there. */
export function placeProblem(file: string, library: string): string | undefined {
  const places = ONE_PLACE[library];
  if (places === undefined || isTest(file) || places.some((place) => file.startsWith(place)))
    return undefined;
  return `${library} may only be imported in ${places.join(" and ")}`;
}

/** Returns the problem with an import that the manifest does not declare. Such an import works only by chance of the installation. */
export function dependencyProblem(
  manifest: Manifest,
  rootManifest: Manifest,
  file: string,
  name: string,
): string | undefined {
  if (name === manifest.name) return undefined;
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies };
  const forTests = { ...shipped, ...manifest.devDependencies, ...rootManifest.devDependencies };
  const named = manifest.private === true || isTest(file) ? forTests : shipped;
  return name in named ? undefined : `${name} is not a dependency of ${manifest.name}`;
}
