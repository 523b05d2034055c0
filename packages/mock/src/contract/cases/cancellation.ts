import { ABORTING } from "./cancellation/aborting.ts";
import { UNANSWERED } from "./cancellation/unanswered.ts";
import type { ContractCase } from "./contract-case.ts";

/** Ids are never used again: the next free one is C15. */
export const CANCELLATION: readonly ContractCase[] = [...ABORTING, ...UNANSWERED];
