import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { globals } from "./globals.ts";

const FILE = "packages/coinbase/src/client.ts";

test.for([
  ["Date.now", "export const now = Date.now();"],
  ["Date.now", "export const read = Date.now;"],
  ["Date.now", "const { now } = Date; export { now };"],
  ["new Date()", "export const now = new Date();"],
  ["Date()", "export const now = Date();"],
  ["Math.random", 'export const random = Math["random"]();'],
  ["setTimeout", "setTimeout(() => {}, 5);"],
  ["setInterval", "globalThis.setInterval(() => {}, 5);"],
  ["queueMicrotask", "queueMicrotask(() => {});"],
  ["performance", "export const now = performance.now();"],
  ["crypto.randomUUID", "export const id = crypto.randomUUID();"],
  ["crypto.getRandomValues", "globalThis.crypto?.getRandomValues(new Uint8Array(4));"],
  ["AbortSignal.timeout", "export const signal = AbortSignal.timeout(5);"],
  ["fetch", "export const send = (url: string, send = fetch) => send(url);"],
  ["fetch", "const { fetch: send } = globalThis; export { send };"],
  ["fetch", "export const send = (globalThis as { fetch?: unknown }).fetch;"],
  ["WebSocket", 'export const socket = new WebSocket("wss://example.com");'],
  ["process", "export const key = process.env.KEY;"],
  ["console", 'console.log("hello");'],
] as const)("finds %s in: %s", async ([name, code]) => {
  expect(await problemsOf({ [FILE]: `\n${code}` })).toEqual([`${FILE}:2: uses ${name}`]);
});

test.for([
  ["a date of a known moment", "export const day = new Date(0);"],
  ["a parameter of the same name", "export const send = (fetch: (url: string) => void) => fetch('x');"],
  ["a property of the same name", "export const send = (runtime: { fetch(): void }) => runtime.fetch();"],
  ["an import of the same name", 'import { setTimeout } from "./clock.ts"; setTimeout();'],
  ["a function declared further down", "fetch(); function fetch() {}"],
  ["a type", "export type Fetch = typeof globalThis.fetch; export let socket: WebSocket;"],
  ["a comment or a string", 'export const text = "Date.now()"; // console.log'],
  [
    "a destructured parameter of the same name",
    "export const read = ({ fetch }: { fetch: () => void }) => fetch;",
  ],
] as const)("allows %s", async ([, code]) => {
  expect(await problemsOf({ [FILE]: code })).toEqual([]);
});

test("reports imports of Node modules, with and without the prefix, but not of their types", async () => {
  const code = 'import "node:fs";\nimport { join } from "path";\nimport type { Hash } from "node:crypto";';
  expect(await problemsOf({ [FILE]: code })).toEqual([
    `${FILE}:1: imports node:fs`,
    `${FILE}:2: imports path`,
  ]);
});

test("allows globals in the runtime, tests, generated code and tooling", async () => {
  const code = 'import "node:fs"; console.log(Date.now());';
  const places = {
    "packages/core/src/runtime/clock.ts": code,
    "packages/core/src/index.test.ts": code,
    "packages/core/src/testdata/server.ts": code,
    "packages/core/src/gen/order_pb.ts": code,
    "packages/core/vitest.config.ts": code,
    "tooling/sandbox/src/main.ts": code,
  };
  expect(await problemsOf(places)).toEqual([]);
});

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const manifests = Object.fromEntries(
    ["packages/core", "packages/coinbase", "tooling/sandbox"].map((folder) => [
      `${folder}/package.json`,
      { name: folder },
    ]),
  );
  return (await globals.run(plantRepository({ ...manifests, ...files }))).problems;
}
