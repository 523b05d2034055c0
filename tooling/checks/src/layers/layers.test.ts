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

/** The manifests of a workspace that follows every rule. */
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

/** Sources that follow every rule. */
const SOUND_SOURCES = {
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

test("accepts a workspace that follows the rules", () => {
  expect(layers.run(plantRepository({ ...WORKSPACE, ...SOUND_SOURCES }))).toEqual({
    summary: "12 files",
    problems: [],
  });
});

test.for([
  [
    "forbids that core imports another package",
    "packages/core/src/a.ts",
    'import "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "forbids that auth imports a subpath of core",
    "packages/auth/src/a.ts",
    'import "@cqvx/core/venue";',
    "auth may not import",
  ],
  [
    "forbids that the mock imports auth",
    "packages/mock/src/a.ts",
    'import "@cqvx/auth";',
    "mock may not import @cqvx/auth",
  ],
  [
    "forbids that a venue imports another venue",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/prime";',
    "a venue imports the venue",
  ],
  [
    "forbids that a test of a venue imports another venue",
    "packages/coinbase/src/a.test.ts",
    'import "@cqvx/prime";',
    "a venue imports the venue",
  ],
  [
    "forbids that published code imports tooling",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/sandbox";',
    "venue may not import",
  ],
  [
    "forbids that an example imports core",
    "examples/quickstart/src/a.ts",
    'import "@cqvx/core";',
    "example may not import",
  ],
  [
    "forbids that the sandbox imports a client's code",
    "tooling/sandbox/src/a.ts",
    'import "@cqvx/auth";',
    "tooling may not import @cqvx/auth",
  ],
  [
    "counts imports of types",
    "packages/core/src/a.ts",
    'import type { A } from "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "counts types imported in place",
    "packages/core/src/a.ts",
    'export type A = import("@cqvx/auth").A;',
    "core may not import",
  ],
  [
    "counts re-exports",
    "packages/core/src/a.ts",
    'export { a } from "@cqvx/auth";',
    "core may not import @cqvx/auth",
  ],
  [
    "counts dynamic imports",
    "packages/core/src/a.ts",
    'await import("@cqvx/auth");',
    "core may not import @cqvx/auth",
  ],
  [
    "forbids an import that is not in the exports of a package",
    "packages/coinbase/src/a.ts",
    'import "@cqvx/core/src/x.ts";',
    "is not in the exports",
  ],
  [
    "forbids a relative path out of a package",
    "packages/coinbase/src/a.ts",
    'import "../../core/src/x.ts";',
    "leaves packages/coinbase",
  ],
  [
    "forbids isomorphic-ws outside its one place",
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
    "requires a declared dependency",
    "packages/core/src/a.ts",
    'import "zod";',
    "zod is not a dependency of @cqvx/core",
  ],
  [
    "forbids a development dependency in published code",
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

test("reports an import cycle, also of types", () => {
  const { problems } = runOn({
    "packages/core/src/a.ts": 'import { b } from "./inner/b.ts"; export type A = typeof b;',
    "packages/core/src/inner/b.ts": 'import type { A } from "../a.ts"; export const b = 1 as unknown as A;',
  });
  expect(problems).toEqual([
    "import cycle: packages/core/src/a.ts → packages/core/src/inner/b.ts → packages/core/src/a.ts",
  ]);
});

test("ignores imports in comments and strings", () => {
  const code = `// import "@cqvx/auth";\nexport const text = 'import "@cqvx/auth"';`;
  expect(runOn({ "packages/core/src/a.ts": code }).problems).toEqual([]);
});

function runOn(files: Readonly<Record<string, string>>): { problems: readonly string[] } {
  const result = layers.run(plantRepository({ ...WORKSPACE, ...files }));
  if (result instanceof Promise) throw new Error("layers returns its result synchronously");
  return result;
}
