import { CLOSED_FOLDERS } from "./rules.ts";

/** Returns the problem with an import of `target` by `file`, when the file is in a folder that may not import it. */
export function closedFolderProblem(file: string, target: string): string | undefined {
  for (const [folder, allowed] of Object.entries(CLOSED_FOLDERS)) {
    if (!file.startsWith(folder)) continue;
    const isAllowed = [folder, ...allowed].some((place) => target.startsWith(place));
    if (!isAllowed) return `${folder} may not import ${target}`;
  }
  return undefined;
}
