import type { ContractCase } from "../trial/contract-case.ts";
import { ABORTING } from "./cancellation/aborting.ts";
import { UNANSWERED } from "./cancellation/unanswered.ts";

/** The cases of aborts and timeouts. Ids are never reused; the next free id is C15. */
export const CANCELLATION: readonly ContractCase[] = [...ABORTING, ...UNANSWERED];
