import type { Amend, Fills, OrderUpdates, Products, VenueClient } from "@cqvx/core";
import type { ContractLevers } from "./contract-levers.ts";
import type { Feature } from "./feature.ts";

/** A client with any of the optional roles. */
export type ContractClient = VenueClient & Partial<Fills & Products & OrderUpdates & Amend>;

/** One client under test, with its own account that can buy and sell. */
export interface ContractSubject {
  readonly client: ContractClient;
  readonly levers?: ContractLevers | undefined;
  /** Frees resources besides the client, such as a server or the connection of a lever. Called after the client is closed. */
  dispose?(): unknown;
}

/** The facts about the venue under test. */
export interface ContractDeclaration {
  /** The features that the venue lacks. A case that needs one proves that it is absent. Default: none. */
  readonly lacks?: readonly Feature[] | undefined;
  /** The traded symbol. Its book needs both sides, and a price increment that is a power of ten. Default "BTC-USD". */
  readonly symbol?: string | undefined;
  /** The size of one order, in the base asset. The account must be able to buy and sell it a few times. Default "0.01". */
  readonly quantity?: string | undefined;
  /** The size of one order in the quote asset. Default "100.00". */
  readonly quoteQuantity?: string | undefined;
  /** A symbol that the venue does not have. Default "NONE-SUCH". */
  readonly unknownSymbol?: string | undefined;
  /**
   * The longest time until a change shows in reads and streams, in milliseconds. Keep it below the timeout of the test
   * runner. Closing a subject may take as long, and a whole case ten times as long. Default 3,000.
   */
  readonly patienceMs?: number | undefined;
}
