import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { budget } from "./budget.ts";

test("does not count blank lines, comments, imports, re-exports, tests and extras", async () => {
  const code = [
    "import {",
    "  a,",
    '} from "./a.ts";',
    'export * from "./b.ts";',
    "export {",
    "  c,",
    '} from "./c.ts";',
    'export type { D } from "./d.ts";',
    "",
    "/**",
    " * Why.",
    " */",
    "// and this",
    "a(); // 1",
    "a();",
    "export { a };",
  ];
  const root = plantRepository({
    "packages/core/package.json": { name: "@cqvx/core" },
    "packages/core/src/index.ts": statements(2_000),
    "packages/prime/package.json": { name: "@cqvx/prime" },
    "packages/prime/src/config.ts": code.join("\n"),
    "packages/prime/src/normalizer/order.ts": 'export { a } from "./a.ts";',
    "packages/prime/src/client.ts": statements(4),
    "packages/prime/src/client.test.ts": statements(2_000),
    "packages/prime/src/testdata/orders.ts": statements(2_000),
    "packages/prime/src/extras/futures.ts": statements(2_000),
  });
  const summary = "@cqvx/prime 3 of 500 venue-specific lines, 7 in total";
  expect(await budget.run(root)).toEqual({ summary, problems: [] });
});

test("reports a venue over its budget with its count", async () => {
  const root = plantRepository({
    "packages/prime/package.json": { name: "@cqvx/prime" },
    "packages/prime/src/config.ts": statements(1),
    "packages/prime/src/normalizer/order.ts": statements(500),
  });
  expect((await budget.run(root)).problems).toEqual([
    "@cqvx/prime: normalizer/ and config.ts have 501 lines, at most 500 are allowed",
  ]);
});

test("reports the total of a package at its budget, and does not limit it", async () => {
  const root = plantRepository({
    "packages/prime/package.json": { name: "@cqvx/prime" },
    "packages/prime/src/normalizer/order.ts": statements(500),
    "packages/prime/src/client.ts": statements(5_000),
  });
  const summary = "@cqvx/prime 500 of 500 venue-specific lines, 5500 in total";
  expect(await budget.run(root)).toEqual({ summary, problems: [] });
});

function statements(count: number): string {
  return "work();\n".repeat(count);
}
