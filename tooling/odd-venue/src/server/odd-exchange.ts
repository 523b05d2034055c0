import { randomBytes } from "node:crypto";
import { createPaperClient, type PaperClient, type PaperOptions } from "@cqvx/mock";
import type { ContractLevers } from "@cqvx/mock/contract";
import { createGate, type Gate } from "./gate.ts";
import { type Listener, listen } from "./listen.ts";
import { readMarkets } from "./markets.ts";
import { openOrderFeed } from "./orders/order-feed.ts";
import { createRoutes } from "./rest/routes.ts";
import { serveRest } from "./rest/serve-rest.ts";
import { createDoorkeeper, type OddCredentials } from "./signature.ts";
import { serveSocket } from "./socket/serve-socket.ts";

/** Every lever of the contract. */
export type OddLevers = { readonly [Name in keyof ContractLevers]-?: NonNullable<ContractLevers[Name]> };

/** A running exchange on loopback, with one account. */
export interface OddExchange {
  /** "http://127.0.0.1:50123", without /v2. */
  readonly restUrl: string;
  /** "ws://127.0.0.1:50123/ws". */
  readonly wsUrl: string;
  /** The only key. */
  readonly credentials: OddCredentials;
  /** The exchange behind the wire. Changes made here show on the wire. */
  readonly paper: PaperClient;
  /** Levers for faults on the wire. The paper exchange itself is never down. */
  readonly levers: OddLevers;
  /** Stops at once and cuts every connection. */
  close(): Promise<void>;
}

export interface OddExchangeOptions {
  /** Milliseconds from one ping on a socket to the next. The client has as long to answer. Default 3,000. */
  readonly pingMs?: number | undefined;
  /** Options of the paper exchange. Default: its own markets, with fees and a minimum quantity. */
  readonly paper?: PaperOptions | undefined;
}

const PING_MS = 3_000;

const DEFAULT_PAPER: PaperOptions = {
  fees: { maker: "0.0005", taker: "0.001" },
  products: { "BTC-USD": { minQuantity: "0.00001" }, "ETH-USD": { minQuantity: "0.0001" } },
};

/** Starts an Oddex on a free port of 127.0.0.1. REST is under /v2, WebSocket at /ws. */
export async function startOddExchange(options: OddExchangeOptions = {}): Promise<OddExchange> {
  const { pingMs = PING_MS, paper: paperOptions = DEFAULT_PAPER } = options;
  const paper = createPaperClient({ latencyMs: 0, ...paperOptions });
  const credentials = {
    key: `odd-${randomBytes(8).toString("hex")}`,
    secret: randomBytes(32).toString("hex"),
  };
  const gate = createGate();
  const admit = createDoorkeeper(credentials);
  const markets = await readMarkets(paper);
  const orders = await openOrderFeed(paper);
  const routes = createRoutes(paper, markets);
  const listener = await listen({
    gate,
    request: (request, response) => serveRest(request, response, { gate, admit, routes }),
    connect: (socket) => serveSocket(socket, { gate, admit, pingMs, paper, markets, orders }),
  });
  return {
    restUrl: `http://${listener.address}`,
    wsUrl: `ws://${listener.address}/ws`,
    credentials,
    paper,
    levers: createLevers(paper, gate, listener),
    close: async () => {
      await listener.close();
      await paper.close();
    },
  };
}

function createLevers(paper: PaperClient, gate: Gate, { cutSockets }: Listener): OddLevers {
  return {
    trade: (side, quantity) => paper.trade("BTC-USD", { side, quantity }),
    interrupt: cutSockets,
    holdReplies: gate.hold,
    takeDown: () => {
      const release = gate.takeDown();
      cutSockets();
      return release;
    },
  };
}
