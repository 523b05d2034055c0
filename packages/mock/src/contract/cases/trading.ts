import type { ContractCase } from "../trial/contract-case.ts";
import { AMENDING } from "./trading/amending.ts";
import { CANCELLING } from "./trading/cancelling.ts";
import { FILLING } from "./trading/filling.ts";
import { FILLS } from "./trading/fills.ts";
import { LISTING } from "./trading/listing.ts";
import { PLACING } from "./trading/placing.ts";
import { REFUSING } from "./trading/refusing.ts";
import { TAKING_AT_ONCE } from "./trading/taking-at-once.ts";

/** The cases of orders and fills. Ids are never reused; the next free ids are T40 and T47. */
export const TRADING: readonly ContractCase[] = [
  ...PLACING,
  ...REFUSING,
  ...TAKING_AT_ONCE,
  ...FILLING,
  ...FILLS,
  ...CANCELLING,
  ...LISTING,
  ...AMENDING,
];
