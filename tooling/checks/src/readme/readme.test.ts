import { expect, test } from "vitest";
import { lend, plantRepository, ROOT } from "../planted-repository.ts";
import { typescriptBlocks } from "./blocks.ts";
import { readme } from "./readme.ts";

const COMMANDS = "npx -y pnpm@12 demo\nnpx -y pnpm@12 test\n";
const PACKAGES = {
  "tooling/checks/package.json": { name: "@cqvx/checks", type: "module" },
  "packages/core/package.json": {
    name: "@cqvx/core",
    type: "module",
    exports: { ".": { "@cqvx/source": "./src/index.ts", default: "./dist/index.js" } },
  },
  "packages/core/src/index.ts": "export const answer: number = 42;",
};

test("the blocks of a README are its ts fences, with the lines they begin on", () => {
  const markdown =
    "# A\n```ts\nfirst();\n```\n```sh\nls\n```\ntext\n```typescript\n\nsecond();\n```\n```tsx\n```\n";
  expect(typescriptBlocks(markdown)).toEqual([
    { line: 3, code: "first();" },
    { line: 10, code: "\nsecond();" },
  ]);
});

test("a block that compiles may await, and may name again what another block named", async () => {
  const block = fenced('import { answer } from "@cqvx/core";\nconst value = await Promise.resolve(answer);');
  const root = planted({ "README.md": COMMANDS + block + block });
  expect(await readme.run(root)).toEqual({ summary: "2 blocks of 1 READMEs and 0 pages", problems: [] });
});

test("a block that does not compile is reported with its line of the README", async () => {
  const text = `# Core\n\n${fenced('import { answer } from "@cqvx/core";\nexport const text: string = answer;')}`;
  const { problems } = await readme.run(planted({ "README.md": COMMANDS, "packages/core/README.md": text }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^packages\/core\/README\.md:5: error TS2322/);
});

test("a block of a page in docs/ that does not compile is reported with its line", async () => {
  const text = `# Add\n\n${fenced('import { answer } from "@cqvx/core";\nexport const text: string = answer;')}`;
  const files = { "README.md": COMMANDS, "packages/core/docs/add.md": text };
  const { problems } = await readme.run(planted(files));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^packages\/core\/docs\/add\.md:5: error TS2322/);
});

test("a README that does not state a command, or is not there, is reported", async () => {
  const stated = await readme.run(planted({ "README.md": "npx -y pnpm@12 demo" }));
  expect(stated.problems).toEqual(["README.md: does not state `npx -y pnpm@12 test`"]);
  expect((await readme.run(planted({}))).problems).toEqual(["README.md: is missing"]);
});

test("every block of this repository's own READMEs compiles", async () => {
  const { problems } = await readme.run(ROOT);
  expect(problems).toEqual([]);
});

function planted(files: Readonly<Record<string, string>>): string {
  const root = plantRepository({ ...PACKAGES, ...files });
  lend(root, "node_modules");
  lend(root, "tooling/tsconfig");
  return root;
}

function fenced(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\`\n`;
}
