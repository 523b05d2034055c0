import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { budget } from "./budget.ts";

test("blank lines, comments, imports, tests and extras are free", async () => {
  const code = [
    "import {",
    "  a,",
    '} from "./a.ts";',
    "",
    "/**",
    " * Why.",
    " */",
    "// and this",
    "a(); // 1",
    "a();",
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
  const summary = "@cqvx/prime 3 of 500 own lines, 7 of 800 in all";
  expect(await budget.run(root)).toEqual({ summary, problems: [] });
});

test("a venue over its budget is reported with its count", async () => {
  const root = plantRepository({
    "packages/prime/package.json": { name: "@cqvx/prime" },
    "packages/prime/src/config.ts": statements(1),
    "packages/prime/src/normalizer/order.ts": statements(500),
    "packages/prime/src/client.ts": statements(300),
  });
  expect((await budget.run(root)).problems).toEqual([
    "@cqvx/prime: normalizer/ and config.ts have 501 lines",
    "@cqvx/prime: the package has 801 lines",
  ]);
});

test("a venue at its budget is within it", async () => {
  const root = plantRepository({
    "packages/prime/package.json": { name: "@cqvx/prime" },
    "packages/prime/src/normalizer/order.ts": statements(500),
    "packages/prime/src/client.ts": statements(300),
  });
  expect((await budget.run(root)).problems).toEqual([]);
});

function statements(count: number): string {
  return "work();\n".repeat(count);
}
