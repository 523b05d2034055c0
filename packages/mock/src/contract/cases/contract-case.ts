import type { Feature } from "../declaration/feature.ts";
import type { Trial } from "../trial/trial.ts";

/** The parts of the contract. */
export type ContractRole =
  | "trading"
  | "account"
  | "market"
  | "streaming"
  | "health"
  | "errors"
  | "cancellation"
  | "lifecycle";

/** One promise of the contract. */
export interface ContractCase {
  /** The role's letter and a number that stays: T07. */
  readonly id: string;
  /** The promise, as a sentence. */
  readonly title: string;
  /** Without these it cannot be kept. */
  readonly needs: readonly Feature[];
  readonly run: (trial: Trial) => Promise<void>;
}
