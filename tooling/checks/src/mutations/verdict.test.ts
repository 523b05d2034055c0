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

test.concurrent("a test that fails on the broken source has caught it", async () => {
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
});

test.concurrent("of several tests of one name, one that fails is enough", async () => {
  const name = "a number is larger than its half, or the other way round";
  const mutation = { ...MUTATION, replace: "left > right || left < 0", test: { ...MUTATION.test, name } };
  expect(await survivalReason(TESTDATA, mutation)).toBeUndefined();
});

test.concurrent("a source that was broken is whole again in the next run", async () => {
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
  expect(await survivalReason(TESTDATA, MUTATION)).toBeUndefined();
});

test.concurrent("a test that passes on the broken source has not caught it", async () => {
  const mutation = { ...MUTATION, test: { ...MUTATION.test, name: "the answer is yes or no" } };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(/"the answer is yes or no" is passed/);
});

test.concurrent("a test that is not there catches nothing", async () => {
  const mutation = { ...MUTATION, test: { ...MUTATION.test, name: "no such test" } };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(/unbroken, "no such test" .* is not to be found/);
});

test.concurrent("a test file that does not even load with the source broken has not caught it by name", async () => {
  const mutation = { ...MUTATION, replace: "left >" };
  expect(await survivalReason(TESTDATA, mutation)).toMatch(/is not to be found/);
});

test.concurrent.for([
  ["nowhere", "0 times"],
  ["left", "2 times"],
])("text that occurs %s is refused", async ([find, times]) => {
  await expect(survivalReason(TESTDATA, { ...MUTATION, find: find ?? "" })).rejects.toThrow(times);
});
