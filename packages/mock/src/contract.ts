/** `@cqvx/mock/contract`: the cases that every `VenueClient` passes, for any test runner. */
export { type ContractTest, contract } from "./contract/contract.ts";
export type { ContractRole } from "./contract/contract-case.ts";
export type { ContractLevers } from "./contract/contract-levers.ts";
export type {
  ContractClient,
  ContractDeclaration,
  ContractSubject,
} from "./contract/contract-subject.ts";
export type { Feature as ContractFeature } from "./contract/feature.ts";
