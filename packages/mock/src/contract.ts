/** `@cqvx/mock/contract`: the test cases that every `VenueClient` must pass, for any test runner. */

export type { ContractRole } from "./contract/cases/contract-case.ts";
export { type ContractTest, contract } from "./contract/contract.ts";
export type { ContractLevers } from "./contract/declaration/contract-levers.ts";
export type {
  ContractClient,
  ContractDeclaration,
  ContractSubject,
} from "./contract/declaration/contract-subject.ts";
export type { Feature as ContractFeature } from "./contract/declaration/feature.ts";
