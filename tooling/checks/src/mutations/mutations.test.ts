import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mutations } from "./mutations.ts";
import { survivalReason } from "./verdict.ts";

const ROOT = join(import.meta.dirname, "../../../..");

describe("breaking one behaviour at a time, in memory", () => {
  test.concurrent.for(
    mutations.map((mutation) => [mutation.behaviour, mutation.test.name, mutation] as const),
  )('%s is caught by "%s"', async ([, , mutation]) => {
    expect(await survivalReason(ROOT, mutation)).toBeUndefined();
  });
});
