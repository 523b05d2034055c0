import type { ContractCase } from "../contract-case.ts";
import { AMENDING } from "./trading/amending.ts";
import { CANCELLING } from "./trading/cancelling.ts";
import { FILLING } from "./trading/filling.ts";
import { LISTING } from "./trading/listing.ts";
import { PLACING } from "./trading/placing.ts";
import { REFUSING } from "./trading/refusing.ts";

/** Ids are never used again: the next free ones are T40 and T43. */
export const TRADING: readonly ContractCase[] = [
  ...PLACING,
  ...REFUSING,
  ...FILLING,
  ...CANCELLING,
  ...LISTING,
  ...AMENDING,
];
