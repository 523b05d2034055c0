import { join } from "node:path";
import { expect, test } from "vitest";
import type { Mutation } from "./mutation.ts";
import { survivalReason } from "./verdict.ts";

const TESTDATA = join(import.meta.dirname, "../../testdata");
const MUTATION: Mutation = {
  behaviour: "two is larger than one",
  file: "fixture/src/larger.ts",
  find: "left > right",
  replace: "left < right",
  test: { file: "fixture/src/larger.test.ts", name: "two is larger than one" },
};

test.concurrent("accepts a test that fails on the broken source", async () => {
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
});

test.concurrent("accepts several tests of one name when one of them fails", async () => {
  const name = "a number is larger than its half, or the other way round";
  const mutation = { ...MUTATION, replace: "left > right || left < 0", test: { ...MUTATION.test, name } };
  expect(await survivalReason(TESTDATA, mutation)).toBeUndefined();
});

test.concurrent("leaves no broken source behind for the next run", async () => {
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
});

test.concurrent("reports a test that passes on the broken source", async () => {
  const mutation = { ...MUTATION, test: { ...MUTATION.test, name: "the answer is yes or no" } };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(/"the answer is yes or no" is passed/);
});

test.concurrent("reports a test that does not exist", async () => {
  const mutation = { ...MUTATION, test: { ...MUTATION.test, name: "no such test" } };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(
    /with the source unchanged, "no such test" .* is not found/,
  );
});

test.concurrent("reports a test file that does not load with the broken source", async () => {
  const mutation = { ...MUTATION, replace: "left >" };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(/is not found/);
});

test.concurrent.for([
  ["nowhere", "0 times"],
  ["left", "2 times"],
])("rejects a text to replace that occurs %s (%s)", async ([find, times]) => {
  await expect(survivalReason(TESTDATA, { ...MUTATION, find: find ?? "" })).rejects.toThrow(times);
});
