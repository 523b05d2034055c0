import type { Manifest } from "../workspace/manifest.ts";
import { isTest } from "../workspace/sources.ts";
import { ONE_PLACE } from "./rules.ts";

/** The problem with where a library is imported, if there is one. */
export function placeProblem(file: string, library: string): string | undefined {
  const places = ONE_PLACE[library];
  if (places === undefined || isTest(file) || places.some((place) => file.startsWith(place)))
    return undefined;
  return `${library} may only be imported in ${places.join(" and ")}`;
}

/** A package names what it imports: nothing comes through by chance of how it was installed. */
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
