import type {
  Account,
  Amend,
  Fills,
  Health,
  Market,
  OrderUpdates,
  Products,
  Streaming,
  Trading,
} from "@cqvx/core";

/** Every method of the contract and of the optional roles. */
export type AllMethods = Trading &
  Account &
  Market &
  Streaming &
  Health &
  Fills &
  Products &
  OrderUpdates &
  Amend;
