import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.ts";
import { readPackages } from "../workspace/packages.ts";
import { typescriptBlocks } from "./blocks.ts";
import { compileBlocks } from "./compile-blocks.ts";

/** The two commands that must work in a fresh clone. */
const COMMANDS = ["npx -y pnpm@12 demo", "npx -y pnpm@12 test"];

export const readme: Check = {
  name: "readme",
  promise: "the README states both commands, and every ts block in READMEs and pages of docs/ compiles",
  async run(root) {
    const readmes = ["README.md", ...readPackages(root).map(({ folder }) => `${folder}/README.md`)].filter(
      (file) => existsSync(join(root, file)),
    );
    const pages = readPackages(root).flatMap(({ folder }) => pagesOf(root, `${folder}/docs`));
    const blocks = [...readmes, ...pages].flatMap((file) =>
      typescriptBlocks(readFileSync(join(root, file), "utf8")).map((block) => ({ readme: file, ...block })),
    );
    return {
      summary: `${blocks.length} blocks of ${readmes.length} READMEs and ${pages.length} pages`,
      problems: [...commandProblems(root), ...(await compileBlocks(root, blocks))],
    };
  },
};

function pagesOf(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

function commandProblems(root: string): string[] {
  const file = join(root, "README.md");
  if (!existsSync(file)) return ["README.md: is missing"];
  const text = readFileSync(file, "utf8");
  return COMMANDS.filter((command) => !text.includes(command)).map(
    (command) => `README.md: does not state \`${command}\``,
  );
}
