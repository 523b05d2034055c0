import type { ClientConfig } from "../../contract/client-config.ts";
import type { Signer } from "../../contract/signer.ts";
import type { Subscription } from "../../contract/subscription.ts";
import type { HealthReport, OrderUpdates, Streaming } from "../../contract/venue-client.ts";
import { unsupported } from "../../errors/invalid-input.ts";
import type { StreamsOfVenue } from "../../feeds/venue-streams.ts";
import { createConnection } from "../../http/connection.ts";
import { decodeByStatus } from "../../http/reply/decode.ts";
import { CALL, collectLog } from "../clients/test-client.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { createScriptedVenue, createTestProtocol, type ScriptedVenue } from "./scripted-venue.ts";
import { createStreamMethods } from "./stream-methods.ts";
import { TEST_STREAMS } from "./test-streams.ts";

export interface TestClient {
  readonly methods: Streaming & OrderUpdates;
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  state(): HealthReport["streams"];
  /** Closes the streams as a client does. */
  close(): Promise<void>;
}

export const toKey = (symbol: string): string => symbol.replace("-USDC", "-USD");

/** Creates a signer of requests and frames whose signature is the key itself. */
function signerOf(jwt: string): Signer {
  return { sign: () => ({ "x-key": jwt }), signFrame: () => ({ jwt }) };
}

export function createClient(
  config: ClientConfig<string> = {},
  polled?: Partial<StreamsOfVenue>,
): TestClient {
  const venue = createScriptedVenue();
  const clock = createManualClock();
  const { logger } = collectLog();
  const connection = createConnection(
    {
      venue: "testvenue",
      defaultBaseUrl: "https://api.testvenue.example",
      defaultWsUrls: { market: "wss://market.testvenue.example", user: "wss://user.testvenue.example" },
      basePath: [],
      toSigner: signerOf,
      decode: decodeByStatus(() => ({})),
    },
    config,
    { clock, logger, random: () => 0.5, WebSocket: venue.sockets.WebSocket },
    CALL,
  );
  const protocol = createTestProtocol(({ sign }) => ({
    write: async (action, channel, keys) => {
      const signature = await sign({ action, channel, products: keys });
      if (channel === "user" && signature === undefined) throw unsupported(CALL, "no signature", "signer");
      return [JSON.stringify({ action, channel, keys, ...signature })];
    },
  }));
  const { subscribeOrderBook, subscribeTrades } = TEST_STREAMS;
  const streams = createStreamMethods(connection, protocol, {
    ...TEST_STREAMS,
    subscribeOrderBook: subscribeOrderBook && { ...subscribeOrderBook, toKey },
    subscribeTrades: subscribeTrades && { ...subscribeTrades, toKey },
    ...polled,
  });
  return { ...streams, venue, clock };
}

export const SIGNED: ClientConfig<string> = { credentials: "key-number-1" };

export const nothing = (): void => {};

type Subscribe = (client: TestClient, options?: object) => Promise<Subscription>;

/** A call of each subscribing method. */
export const SUBSCRIBES: Readonly<Record<keyof TestClient["methods"], Subscribe>> = {
  subscribeOrderBook: ({ methods }, options) => methods.subscribeOrderBook("BTC-USD", nothing, options),
  subscribeTrades: ({ methods }, options) => methods.subscribeTrades("BTC-USD", nothing, options),
  subscribeOrders: ({ methods }, options) => methods.subscribeOrders(nothing, options),
};

export const EACH: readonly (readonly [name: string, subscribe: Subscribe])[] = Object.entries(SUBSCRIBES);
