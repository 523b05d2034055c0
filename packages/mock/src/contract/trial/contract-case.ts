import type { Feature } from "../declaration/feature.ts";
import type { Trial } from "./trial.ts";

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
  /** The letter of the role and a number, such as T07. It never changes. */
  readonly id: string;
  /** The promise in one sentence. */
  readonly title: string;
  /** The features that the case needs. */
  readonly needs: readonly Feature[];
  readonly run: (trial: Trial) => Promise<void>;
}
