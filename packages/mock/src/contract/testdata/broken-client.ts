import type { ContractClient } from "../declaration/contract-subject.ts";

export interface BrokenClient {
  /** The fault of the client. */
  readonly behaviour: string;
  /** The id of the case that finds the fault. */
  readonly caughtBy: string;
  readonly breakIn: (client: ContractClient) => Partial<ContractClient>;
}

/** Stands in for a method that the client does not have. */
export const NONE = (): never => {
  throw new Error("the client to be broken has no such method");
};
