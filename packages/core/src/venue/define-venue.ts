import type { ClientWith } from "../contract/all-methods.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { OptionalMethod } from "../contract/capabilities.ts";
import type { ClientConfig } from "../contract/client-config.ts";
import type { Runtime } from "../contract/runtime.ts";
import type { Trading } from "../contract/venue-client.ts";
import type { OrderType } from "../cqc/enums.ts";
import { type Connection, createConnection, type RestFacts } from "../http/connection.ts";
import { assembleClient } from "../methods/assemble-client.ts";
import { createClientStreams } from "../methods/client-streams.ts";
import { createMethods } from "../methods/create-methods.ts";
import type { Checkers } from "../validation/checkers.ts";
import type { SocketLoader } from "./bind-streams.ts";
import { bindVenue } from "./bind-venue.ts";
import type { VenueOperations } from "./venue-operations.ts";

/** The facts of a venue, besides its operations. */
export interface VenueFacts<Credentials, Own extends object = object> extends RestFacts<Credentials, Own> {
  /** The order types that the venue takes. */
  readonly orderTypes: readonly OrderType[];
  /** The options of `placeOrder` and `previewOrder` that only this venue has, each with the function that checks it. */
  readonly placeOptions?: Checkers<object> | undefined;
  /**
   * Gives the protocol of the venue's sockets. The first subscription calls it, so it can import the protocol from a file of
   * its own. Absent for a venue without sockets.
   */
  readonly sockets?: SocketLoader | undefined;
}

type PlaceOptionsOf<Operations> = Operations extends {
  placeOrder(order: never, call: never, options: infer Options): unknown;
}
  ? Extract<Options, CallOptions>
  : CallOptions;

/** The client of a venue: the contract, and the methods of optional roles that have an operation. */
export type ClientOf<Operations> = ClientWith<keyof Operations & OptionalMethod, PlaceOptionsOf<Operations>>;

/**
 * Creates a client. Before its first call nothing is sent, and no timer or socket exists. A venue adds its own configuration
 * fields in the type of its factory.
 */
export type ClientFactory<Credentials, Client> = (
  config?: ClientConfig<Credentials>,
  runtime?: Runtime,
) => Client;

/**
 * Makes the `create…Client` function of a venue from its facts and its table of operations. `extrasOf` gives methods beyond the
 * contract and its optional roles.
 *
 * The factory throws `invalidInput` with the name of the wrong configuration field.
 */
export function defineVenue<
  Credentials,
  Own extends object,
  Operations extends VenueOperations,
  Extras extends object = object,
>(
  facts: VenueFacts<Credentials, Own>,
  operationsOf: (connection: Connection<Own>) => Operations,
  extrasOf?: (connection: Connection<Own>) => Extras,
): ClientFactory<Credentials, ClientOf<NoInfer<Operations>> & NoInfer<Extras>> {
  const { venue, time, sockets, orderTypes, placeOptions = {} } = facts;
  const factory = { venue, operation: `create${venue.charAt(0).toUpperCase()}${venue.slice(1)}Client` };
  return (config = {}, runtime = {}) => {
    const connection = createConnection(facts, config, runtime, factory);
    const lookUp: Pick<Trading, "getOrder" | "getOrders"> = {
      getOrder: (orderId, options) => methods.getOrder(orderId, options),
      getOrders: (filter, options) => methods.getOrders(filter, options),
    };
    const venueOperations: VenueOperations = operationsOf(connection);
    const { operations, streams: bound } = bindVenue({ connection, time, sockets, lookUp }, venueOperations);
    const streams = createClientStreams(bound.load, connection.runtime.logger);
    const methods = createMethods({ ...connection, streams, placeOptions }, operations);
    const close = (): Promise<void> => {
      streams.end();
      return bound.close();
    };
    const client = assembleClient(connection, { operations, orderTypes, close }, methods);
    // `createMethods` makes exactly the methods that have an operation.
    return { ...client, ...extrasOf?.(connection) } as ClientOf<Operations> & Extras;
  };
}
