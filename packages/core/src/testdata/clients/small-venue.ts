// The code of the streams is loaded before the first test, since manual clocks do not wait for files.
import "../../streams.ts";
import type { CallOptions } from "../../contract/call-options.ts";
import type { ClientConfig } from "../../contract/client-config.ts";
import { OrderStatus, OrderType } from "../../cqc/enums.ts";
import type { Order } from "../../cqc/messages.ts";
import type { Connection } from "../../http/connection.ts";
import type { Checkers } from "../../validation/checkers.ts";
import type { JsonObject } from "../../values/json-object.ts";
import { type ClientFactory, type ClientOf, defineVenue, type VenueFacts } from "../../venue/define-venue.ts";
import type { Operations, VenueOperations } from "../../venue/venue-operations.ts";
import { bodyCodec } from "../body-codec.ts";
import { createPassingClock, type PassingClock } from "../clocks/passing-clock.ts";
import { ORDER, TIMESTAMP } from "../messages.ts";
import { type Answer, reply, type SentRequest, scriptFetch } from "../network/scripted-fetch.ts";
import { countingSigner } from "../signers/counting-signer.ts";
import { createScriptedVenue, createTestProtocol, type ScriptedVenue } from "../streams/scripted-venue.ts";
import { collectLog, type LogEntry } from "./test-client.ts";

/** A client of a small venue, with the scripts that answer its requests and its sockets. */
export interface SmallVenue<Client> {
  readonly client: Client;
  readonly clock: PassingClock;
  readonly sent: readonly SentRequest[];
  readonly streams: ScriptedVenue;
  readonly logged: readonly LogEntry[];
}

export interface SmallVenueOptions<Own extends object, Extras extends object> {
  /** One answer per request. The last one also answers all later requests. Default: an empty object. */
  readonly answers?: readonly Answer[];
  readonly config?: ClientConfig<string>;
  readonly facts?: Partial<VenueFacts<string, Own>>;
  readonly extras?: (connection: Connection<Own>) => Extras;
}

/** The facts of a venue that refuses in HTTP 200 and streams from one socket. */
export const SMALL_VENUE: VenueFacts<string> = {
  venue: "smallvenue",
  defaultBaseUrl: "https://api.smallvenue.example",
  defaultWsUrls: { market: "wss://stream.smallvenue.example", user: "wss://stream.smallvenue.example" },
  basePath: ["v2"],
  toSigner: (key) => countingSigner({ "x-key": key }),
  decode: bodyCodec({ "-2013": { kind: "notFound", notExecuted: true } }),
  orderTypes: [OrderType.LIMIT],
  sockets: () => createTestProtocol(),
};

/** Creates a client of a small venue with these operations. Its clock moves only on demand. */
export function createSmallVenue<
  Table extends VenueOperations,
  Own extends object = object,
  Extras extends object = object,
>(
  operationsOf: (connection: Connection<Own>) => Table,
  { answers = [reply(200)], config, facts, extras }: SmallVenueOptions<Own, Extras> = {},
): SmallVenue<ClientOf<Table> & Extras> {
  const clock = createPassingClock();
  const streams = createScriptedVenue();
  const { fetch, sent } = scriptFetch(...answers);
  const { logger, logged } = collectLog();
  const create: ClientFactory<string, ClientOf<Table> & Extras> = defineVenue(
    { ...SMALL_VENUE, ...facts } as VenueFacts<string, Own>,
    operationsOf,
    extras,
  );
  const client = create(
    { signer: countingSigner(), retry: false, ...config },
    {
      fetch,
      clock,
      logger,
      random: () => 0.5,
      randomBytes: (length) => new Uint8Array(length),
      WebSocket: streams.sockets.WebSocket,
    },
  );
  return { client, clock, sent, streams, logged };
}

/** Reads an order as a small venue sends it: `{ id, cid, state, at }`. */
export function readSmallOrder(order: JsonObject): Order {
  return {
    ...ORDER,
    orderId: order.requiredText("id"),
    clientOrderId: order.text("cid") ?? "",
    status: order.text("state") === "done" ? OrderStatus.FILLED : OrderStatus.OPEN,
    createdTime: order.timestamp("at") ?? TIMESTAMP,
  };
}

export const GET_ORDER: Operations<"getOrder"> = {
  getOrder: (orderId) => ({ path: ["orders", orderId], read: readSmallOrder }),
};

/** Options of `placeOrder` that only a small venue has. */
export interface SmallOptions extends CallOptions {
  readonly account?: string | undefined;
}

export type SmallCheckers = Checkers<Pick<SmallOptions, "account">>;
