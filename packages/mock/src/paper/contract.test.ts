import { describe, it } from "vitest";
import { contract } from "../contract.ts";
import { createPaperSubject } from "../testdata/contract-subjects.ts";

describe.concurrent("the paper client passes the contract", () => {
  for (const test of contract(createPaperSubject, { lacks: ["editOrder", "previewOrder"] }))
    it(test.name, test.run);
});
