import { expect, test } from "vitest";
import { runRounds } from "./run-rounds.ts";

test("each round begins with another contender, and a failure is kept as its error", async () => {
  const asked: string[] = [];
  const rounds = await runRounds(3, ["a", "b", "c"] as const, async (name) => {
    asked.push(name);
    if (name === "b") throw new Error("no");
    return name.toUpperCase();
  });
  expect(asked.join("")).toBe("abcbcacab");
  expect(rounds.map((round) => round.get("a"))).toEqual(["A", "A", "A"]);
  expect(rounds[0]?.get("b")).toEqual(new Error("no"));
});
