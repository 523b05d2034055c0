/** `@cqvx/mock/contract`: the test cases that every `VenueClient` must pass, for any test runner. */

export { type ContractTest, contract } from "./contract/contract.ts";
export type { ContractLevers } from "./contract/declaration/contract-levers.ts";
export type {
  ContractClient,
  ContractDeclaration,
  ContractSubject,
} from "./contract/declaration/contract-subject.ts";
export type { Feature as ContractFeature } from "./contract/declaration/feature.ts";
export type { ContractRole } from "./contract/trial/contract-case.ts";
