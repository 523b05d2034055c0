import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, readManifest } from "./manifest.ts";

/** The role of a package. The import rules depend on it. */
export type Role = "core" | "auth" | "mock" | "venue" | "tooling" | "example";

export interface WorkspacePackage {
  readonly name: string;
  readonly role: Role;
  /** The path from the repository's root, with slashes: `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The roles of packages under packages/. Every other package there is a venue. */
const PUBLISHED_ROLES: Readonly<Record<string, Role>> = { core: "core", auth: "auth", mock: "mock" };

const ROLE_OF_FOLDER: Readonly<Record<string, (folder: string) => Role>> = {
  packages: (folder) => PUBLISHED_ROLES[folder] ?? "venue",
  tooling: () => "tooling",
  examples: () => "example",
};

/** Reads every package of the workspace, sorted by folder within packages/, tooling/ and examples/. */
export function readPackages(root: string): WorkspacePackage[] {
  return Object.entries(ROLE_OF_FOLDER).flatMap(([parent, role]) =>
    foldersIn(join(root, parent))
      .filter((folder) => existsSync(join(root, parent, folder, "package.json")))
      .map((folder) => {
        const manifest = readManifest(join(root, parent, folder, "package.json"));
        return { name: manifest.name, role: role(folder), folder: `${parent}/${folder}`, manifest };
      }),
  );
}

/** Reads the published packages: those under packages/. */
export function readPublished(root: string): WorkspacePackage[] {
  return readPackages(root).filter(({ folder }) => folder.startsWith("packages/"));
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
