import { isTest } from "../workspace/sources.ts";
import { FOLDER_ORDERS } from "./rules.ts";

/** Returns the problem with an import from one folder of a package into another, or undefined when it is allowed. */
export function folderOrderProblem(file: string, target: string): string | undefined {
  if (isTest(file)) return undefined;
  for (const [root, layers] of Object.entries(FOLDER_ORDERS)) {
    const from = folderIn(root, file);
    const to = folderIn(root, target);
    if (from === undefined || to === undefined || from === to) continue;
    const fromLayer = layers.findIndex((layer) => layer.includes(from));
    const toLayer = layers.findIndex((layer) => layer.includes(to));
    if (fromLayer === -1) continue;
    if (toLayer === -1) return `${from}/ may not import ${to}/, which has no place in the order of folders`;
    if (toLayer >= fromLayer) return `${from}/ may not import ${to}/, which is not in a lower layer`;
  }
  return undefined;
}

/** Returns the name of the folder directly under `root` that holds the file, or undefined for a file beside the folders. */
function folderIn(root: string, file: string): string | undefined {
  if (!file.startsWith(root)) return undefined;
  const [folder, ...rest] = file.slice(root.length).split("/");
  return rest.length === 0 ? undefined : folder;
}
