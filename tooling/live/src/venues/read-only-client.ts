import type { Fills, OrderUpdates, Products, VenueClient } from "@cqvx/core";
import { CheckFailure } from "../check-failure.ts";

/** The methods that change nothing at a venue. */
export type ReadMethod =
  | "health"
  | "getBalance"
  | "getOrders"
  | "getOrder"
  | "getFills"
  | "getProducts"
  | "getOrderBook"
  | "subscribeOrderBook"
  | "subscribeTrades"
  | "subscribeOrders";

/** The client that checks receive. It has no method that places, edits or cancels an order. */
export type ReadOnlyClient = Pick<VenueClient & Fills & Products & OrderUpdates, ReadMethod | "capabilities">;

/** A client of any venue, with the optional roles that it supports. */
export type AnyVenueClient = VenueClient & Partial<Fills & Products & OrderUpdates>;

/** Creates an object with the read methods only, also at run time. */
export function toReadOnly(client: AnyVenueClient): ReadOnlyClient {
  return {
    capabilities: client.capabilities,
    health: client.health,
    getBalance: client.getBalance,
    getOrders: client.getOrders,
    getOrder: client.getOrder,
    getFills: client.getFills ?? missing,
    getProducts: client.getProducts ?? missing,
    getOrderBook: client.getOrderBook,
    subscribeOrderBook: client.subscribeOrderBook,
    subscribeTrades: client.subscribeTrades,
    subscribeOrders: client.subscribeOrders ?? missing,
  };
}

/** Stands in for an absent method. The checks call it only when the capabilities promise the method. */
async function missing(): Promise<never> {
  throw new CheckFailure("the client does not have the method that its capabilities promise");
}
