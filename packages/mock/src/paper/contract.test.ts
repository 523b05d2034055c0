import { describe, it } from "vitest";
import { contract } from "../contract.ts";
import { createPaperSubject } from "../testdata/contract-subjects.ts";

describe.concurrent("the contract, kept by the paper client", () => {
  for (const test of contract(createPaperSubject, { lacks: ["editOrder", "previewOrder"] }))
    it(test.name, test.run);
});
