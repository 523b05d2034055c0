import type { Amend, Fills, OrderUpdates, Products, VenueClient } from "@cqvx/core";
import type { ContractLevers } from "./contract-levers.ts";
import type { Feature } from "./feature.ts";

/** A client with whichever optional roles it has. */
export type ContractClient = VenueClient & Partial<Fills & Products & OrderUpdates & Amend>;

/** One client to be tested, on an account of its own that can buy and sell. */
export interface ContractSubject {
  readonly client: ContractClient;
  readonly levers?: ContractLevers | undefined;
  /** Frees what the client does not: a server, a connection of the levers. The client is closed before. */
  dispose?(): unknown;
}

/** What is particular about the venue under test. */
export interface ContractDeclaration {
  /** What it lacks. A case that needs it proves instead that it is not there. Default: nothing. */
  readonly lacks?: readonly Feature[] | undefined;
  /** What is traded. Its book has to have both sides, and prices on a grid of a power of ten. Default "BTC-USD". */
  readonly symbol?: string | undefined;
  /** The size of one order, in the base asset: the account can buy and sell it a few times. Default "0.01". */
  readonly quantity?: string | undefined;
  /** The same in the quote asset. Default "100.00". */
  readonly quoteQuantity?: string | undefined;
  /** A symbol that the venue does not have. Default "NONE-SUCH". */
  readonly unknownSymbol?: string | undefined;
  /**
   * Milliseconds until a change shows in reads and streams, at most: less than the runner gives a case. To close a subject
   * may take as long, and a case ten times that. Default 3,000.
   */
  readonly patienceMs?: number | undefined;
}
