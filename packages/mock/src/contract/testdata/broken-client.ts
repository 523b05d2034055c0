import type { ContractClient } from "../declaration/contract-subject.ts";

export interface BrokenClient {
  /** What the client does wrong. */
  readonly behaviour: string;
  /** The case that notices. */
  readonly caughtBy: string;
  readonly breakIn: (client: ContractClient) => Partial<ContractClient>;
}

/** For a method that the client does not have. */
export const NONE = (): never => {
  throw new Error("the client to be broken has no such method");
};
