import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { layers } from "./layers.ts";

const EXPORTS = { ".": "./src/index.ts" };
const SHIPPED = {
  "@cqvx/core": "*",
  "@cqvx/auth": "*",
  "@cqvx/prime": "*",
  "@cqvx/sandbox": "*",
  "isomorphic-ws": "*",
  jose: "*",
};

/** A workspace that keeps every rule. */
const WORKSPACE = {
  "package.json": { name: "cqvx", devDependencies: { vitest: "*" } },
  "packages/core/package.json": {
    name: "@cqvx/core",
    exports: { ...EXPORTS, "./venue": "./src/venue.ts", "./proto": "./src/proto.ts" },
    dependencies: { "isomorphic-ws": "*", "@cqvx/auth": "*" },
    devDependencies: { "fast-check": "*" },
  },
  "packages/auth/package.json": { name: "@cqvx/auth", exports: EXPORTS, dependencies: SHIPPED },
  "packages/mock/package.json": { name: "@cqvx/mock", exports: EXPORTS, dependencies: SHIPPED },
  "packages/coinbase/package.json": { name: "@cqvx/coinbase", exports: EXPORTS, dependencies: SHIPPED },
  "packages/prime/package.json": { name: "@cqvx/prime", exports: EXPORTS, dependencies: SHIPPED },
  "tooling/sandbox/package.json": {
    name: "@cqvx/sandbox",
    private: true,
    exports: EXPORTS,
    dependencies: SHIPPED,
  },
  "examples/quickstart/package.json": { name: "quickstart", private: true, dependencies: SHIPPED },
};

const KEPT = {
  "packages/core/src/connection/socket.ts":
    'import Socket from "isomorphic-ws"; import "../http/send.ts"; export const socket = Socket;',
  "packages/core/src/http/send.ts": 'import "../index.ts"; import type { V } from "../values/v.ts";',
  "packages/core/src/http/send.test.ts": 'import "../methods/place.ts";',
  "packages/core/src/values.test.ts":
    'import { test } from "vitest"; import "fast-check"; import "@cqvx/core";',
  "packages/auth/src/index.ts":
    'import type { Signer } from "@cqvx/core"; import "jose"; import "node:crypto";',
  "packages/mock/src/index.ts": 'import "@cqvx/core";',
  "packages/coinbase/src/index.ts": 'import "@cqvx/core/venue"; import "@cqvx/auth"; import "./client.ts";',
  "packages/coinbase/src/client.ts": 'export * from "@cqvx/core";',
  "packages/coinbase/src/client.test.ts": 'import "@cqvx/sandbox";',
  "tooling/sandbox/src/coinbase/state.ts": 'import "../exchange/exchange.ts";',
  "tooling/sandbox/src/exchange/exchange.ts": 'import "../time/clock.ts"; import "./market/book.ts";',
  "examples/quickstart/src/main.ts": 'import "@cqvx/prime"; import "@cqvx/sandbox";',
};

test("a workspace that keeps the rules has no problems", () => {
  expect(layers.run(plantRepository({ ...WORKSPACE, ...KEPT }))).toEqual({
    summary: "12 files",
    problems: [],
  });
});

test.for([
  [
    "core imports no package of ours",
    "packages/core/src/a.ts",
    'import "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "auth imports only the face of core",
    "packages/auth/src/a.ts",
    'import "@cqvx/core/venue";',
    "auth may not import",
  ],
  [
    "the mock imports core alone",
    "packages/mock/src/a.ts",
    'import "@cqvx/auth";',
    "mock may not import @cqvx/auth",
  ],
  [
    "a venue imports no venue",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/prime";',
    "a venue imports the venue",
  ],
  [
    "not even in its tests",
    "packages/coinbase/src/a.test.ts",
    'import "@cqvx/prime";',
    "a venue imports the venue",
  ],
  [
    "nothing published imports tooling",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/sandbox";',
    "venue may not import",
  ],
  [
    "examples do not import core",
    "examples/quickstart/src/a.ts",
    'import "@cqvx/core";',
    "example may not import",
  ],
  [
    "the sandbox shares no code",
    "tooling/sandbox/src/a.ts",
    'import "@cqvx/auth";',
    "tooling may not import @cqvx/auth",
  ],
  [
    "types count",
    "packages/core/src/a.ts",
    'import type { A } from "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "types in place count",
    "packages/core/src/a.ts",
    'export type A = import("@cqvx/auth").A;',
    "core may not import",
  ],
  [
    "re-exports count",
    "packages/core/src/a.ts",
    'export { a } from "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "later imports count",
    "packages/core/src/a.ts",
    'await import("@cqvx/auth");',
    "core may not import @cqvx/auth",
  ],
  [
    "exports are the only door",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/core/src/x.ts";',
    "is not in the exports",
  ],
  [
    "no path leads out",
    "packages/coinbase/src/a.ts",
    'import "../../core/src/x.ts";',
    "leaves packages/coinbase",
  ],
  [
    "allows isomorphic-ws in one place",
    "packages/core/src/feeds/a.ts",
    'import Socket from "isomorphic-ws";',
    "isomorphic-ws may only be imported in packages/core/src/connection/",
  ],
  [
    "forbids an import of a folder in a higher layer",
    "packages/core/src/values/a.ts",
    'import "../http/b.ts";',
    "values/ may not import http/, which is not in a lower layer",
  ],
  [
    "forbids an import of types from a folder in a higher layer",
    "packages/core/src/order-book/levels/a.ts",
    'import type { B } from "../../feeds/b.ts";',
    "order-book/ may not import feeds/, which is not in a lower layer",
  ],
  [
    "forbids an import of a folder in the same layer",
    "packages/core/src/products/a.ts",
    'import "../order-book/b.ts";',
    "products/ may not import order-book/, which is not in a lower layer",
  ],
  [
    "forbids an import of a folder that has no place in the order",
    "packages/core/src/methods/a.ts",
    'import "../elsewhere/b.ts";',
    "methods/ may not import elsewhere/, which has no place in the order of folders",
  ],
  [
    "forbids that the sandbox's exchange imports a venue",
    "tooling/sandbox/src/exchange/orders/a.ts",
    'import "../../coinbase/orders/b.ts";',
    "exchange/ may not import coinbase/",
  ],
  [
    "dependencies are named",
    "packages/core/src/a.ts",
    'import "zod";',
    "zod is not a dependency of @cqvx/core",
  ],
  [
    "those of tests are not shipped",
    "packages/core/src/a.ts",
    'import "fast-check";',
    "fast-check is not a dependency",
  ],
] as const)("%s", ([, file, code, problem]) => {
  const { problems } = runOn({ [file]: `\n${code}` });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${file}:2: `);
  expect(problems[0]).toContain(problem);
});

test("an import cycle is refused, of types too", () => {
  const { problems } = runOn({
    "packages/core/src/a.ts": 'import { b } from "./inner/b.ts"; export type A = typeof b;',
    "packages/core/src/inner/b.ts": 'import type { A } from "../a.ts"; export const b = 1 as unknown as A;',
  });
  expect(problems).toEqual([
    "import cycle: packages/core/src/a.ts → packages/core/src/inner/b.ts → packages/core/src/a.ts",
  ]);
});

test("words in comments and strings are no imports", () => {
  const code = `// import "@cqvx/auth";\nexport const text = 'import "@cqvx/auth"';`;
  expect(runOn({ "packages/core/src/a.ts": code }).problems).toEqual([]);
});

function runOn(files: Readonly<Record<string, string>>): { problems: readonly string[] } {
  const result = layers.run(plantRepository({ ...WORKSPACE, ...files }));
  if (result instanceof Promise) throw new Error("layers answers at once");
  return result;
}
