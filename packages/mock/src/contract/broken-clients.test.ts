/** Runs the contract on faulty clients. Each fault must be found by its case. */
import { expect, test } from "vitest";
import { createPaperSubject } from "../testdata/contract-subjects.ts";
import { contract } from "./contract.ts";
import type { ContractSubject } from "./declaration/contract-subject.ts";
import type { BrokenClient } from "./testdata/broken-client.ts";
import { BROKEN_MANNERS } from "./testdata/broken-manners.ts";
import { BROKEN_READERS } from "./testdata/broken-readers.ts";
import { BROKEN_STREAMS } from "./testdata/broken-streams.ts";
import { BROKEN_TRADERS } from "./testdata/broken-traders.ts";

const BROKEN = [...BROKEN_TRADERS, ...BROKEN_READERS, ...BROKEN_STREAMS, ...BROKEN_MANNERS];

const DECLARED = { lacks: ["editOrder", "previewOrder"], patienceMs: 500 } as const;

function caseOf(id: string, make: () => ContractSubject): () => Promise<void> {
  const found = contract(make, DECLARED).find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found.run;
}

function broken(breakIn: BrokenClient["breakIn"]): ContractSubject {
  const { client, ...subject } = createPaperSubject();
  return { ...subject, client: { ...client, ...breakIn(client) } };
}

test.concurrent.for(BROKEN.map((row) => [row.behaviour, row.caughtBy, row.breakIn] as const))(
  "a client that %s is caught by %s",
  async ([, id, breakIn]) => {
    await caseOf(id, createPaperSubject)();
    await expect(caseOf(id, () => broken(breakIn))()).rejects.toMatchObject({ name: "ContractViolation" });
  },
);

test("each fault is caught by a different case, and every role catches one", () => {
  const ids = BROKEN.map(({ caughtBy }) => caughtBy);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.charAt(0)))).toEqual(new Set("TAMSHECL"));
});
