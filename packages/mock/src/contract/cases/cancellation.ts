import { ABORTING } from "./cancellation/aborting.ts";
import { UNANSWERED } from "./cancellation/unanswered.ts";
import type { ContractCase } from "./contract-case.ts";

/** The cases of aborts and timeouts. Ids are never reused; the next free id is C15. */
export const CANCELLATION: readonly ContractCase[] = [...ABORTING, ...UNANSWERED];
