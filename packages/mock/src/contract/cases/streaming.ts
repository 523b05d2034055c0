import type { ContractCase } from "../trial/contract-case.ts";
import { STREAMED_BOOKS } from "./streaming/books.ts";
import { INTERRUPTIONS } from "./streaming/interruptions.ts";
import { STREAMED_ORDERS } from "./streaming/orders.ts";
import { SUBSCRIPTIONS } from "./streaming/subscriptions.ts";
import { STREAMED_TRADES } from "./streaming/trades.ts";

/** The cases of streams. Ids are never reused; the next free id is S30. */
export const STREAMING: readonly ContractCase[] = [
  ...STREAMED_BOOKS,
  ...SUBSCRIPTIONS,
  ...STREAMED_TRADES,
  ...STREAMED_ORDERS,
  ...INTERRUPTIONS,
];
