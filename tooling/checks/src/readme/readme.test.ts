import { expect, test } from "vitest";
import { linkFromHere, plantRepository, ROOT } from "../planted-repository.ts";
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

test("reads the ts blocks of a README, with the lines on which they begin", () => {
  const markdown =
    "# A\n```ts\nfirst();\n```\n```sh\nls\n```\ntext\n```typescript\n\nsecond();\n```\n```tsx\n```\n";
  expect(typescriptBlocks(markdown)).toEqual([
    { line: 3, code: "first();" },
    { line: 10, code: "\nsecond();" },
  ]);
});

test("allows await in a block, and the same name in two blocks", async () => {
  const block = fenced('import { answer } from "@cqvx/core";\nconst value = await Promise.resolve(answer);');
  const root = planted({ "README.md": COMMANDS + block + block });
  expect(await readme.run(root)).toEqual({ summary: "2 blocks of 1 READMEs and 0 pages", problems: [] });
});

test("reports a block that does not compile with its line in the README", async () => {
  const text = `# Core\n\n${fenced('import { answer } from "@cqvx/core";\nexport const text: string = answer;')}`;
  const { problems } = await readme.run(planted({ "README.md": COMMANDS, "packages/core/README.md": text }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^packages\/core\/README\.md:5: error TS2322/);
});

test("reports a block of a page in docs/ that does not compile with its line", async () => {
  const text = `# Add\n\n${fenced('import { answer } from "@cqvx/core";\nexport const text: string = answer;')}`;
  const files = { "README.md": COMMANDS, "packages/core/docs/add.md": text };
  const { problems } = await readme.run(planted(files));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^packages\/core\/docs\/add\.md:5: error TS2322/);
});

test("reports a README that lacks a command, and a missing README", async () => {
  const stated = await readme.run(planted({ "README.md": "npx -y pnpm@12 demo" }));
  expect(stated.problems).toEqual(["README.md: does not state `npx -y pnpm@12 test`"]);
  expect((await readme.run(planted({}))).problems).toEqual(["README.md: is missing"]);
});

test("compiles every block of this repository's READMEs", async () => {
  const { problems } = await readme.run(ROOT);
  expect(problems).toEqual([]);
});

function planted(files: Readonly<Record<string, string>>): string {
  const root = plantRepository({ ...PACKAGES, ...files });
  linkFromHere(root, "node_modules");
  linkFromHere(root, "tooling/tsconfig");
  return root;
}

function fenced(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\`\n`;
}
