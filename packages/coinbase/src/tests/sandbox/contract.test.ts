/** Runs the contract suite against the client, over real sockets of the sandbox. */
import { contract } from "@cqvx/mock/contract";
import { describe, it } from "vitest";
import { createContractSubject } from "../../testdata/sandbox/contract-subject.ts";

describe.concurrent("the contract", () => {
  for (const test of contract(createContractSubject)) it(test.name, test.run);
});
