import { describe, it } from "vitest";
import { contract } from "../contract.ts";
import { createMockOverPaperSubject, createMockSubject } from "../testdata/contract-subjects.ts";

const DECLARED = { lacks: ["editOrder", "previewOrder"] } as const;

describe.concurrent("a mock with every answer set passes the contract", () => {
  for (const test of contract(createMockSubject, DECLARED)) it(test.name, test.run);
});

describe.concurrent("a mock over a paper client passes the contract", () => {
  for (const test of contract(createMockOverPaperSubject, DECLARED)) it(test.name, test.run);
});
