import { describe, it } from "vitest";
import { contract } from "../contract.ts";
import { createMockOverPaperSubject, createMockSubject } from "../testdata/contract-subjects.ts";

const DECLARED = { lacks: ["editOrder", "previewOrder"] } as const;

describe.concurrent("the contract, kept by a mock that is told everything", () => {
  for (const test of contract(createMockSubject, DECLARED)) it(test.name, test.run);
});

describe.concurrent("the contract, kept by a mock over a paper client", () => {
  for (const test of contract(createMockOverPaperSubject, DECLARED)) it(test.name, test.run);
});
