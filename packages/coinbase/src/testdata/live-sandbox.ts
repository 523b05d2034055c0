// The code of the streams is loaded before the first test, since manual clocks do not wait for files.
import "@cqvx/core/streams";
import "../sockets.ts";
import type { Logger, Runtime } from "@cqvx/core";
import {
  type CoinbaseSandbox,
  type CoinbaseSandboxOptions,
  createCoinbaseSandbox,
  createInMemoryWebSocket,
  createManualClock,
  type ManualClock,
} from "@cqvx/sandbox";
import { type CoinbaseClient, createCoinbaseClient } from "../client.ts";
import type { CoinbaseConfig } from "../config.ts";
import { createInstantSigner } from "./instant-signer.ts";
import { AT_ONCE } from "./test-client.ts";

export interface LiveSandbox {
  readonly venue: CoinbaseSandbox;
  readonly client: CoinbaseClient;
  /** Of the venue and of the client. */
  readonly clock: ManualClock;
  /** What the client has sent over its sockets. */
  readonly sent: readonly SentText[];
  readonly logged: readonly string[];
  /** How many sockets the client has opened: the venue's number of the latest. */
  connectionCount(): number;
}

export interface SentText {
  readonly url: string;
  readonly text: string;
}

/** A client on a sandbox in memory, sockets included: no time passes but by the clock, and a seed gives one course of things. */
export function connectLive(
  options: CoinbaseSandboxOptions = {},
  runtime: Runtime = {},
  configure: (venue: CoinbaseSandbox) => CoinbaseConfig = ({ credentials }) => ({
    signer: createInstantSigner(credentials.ecdsa),
  }),
): LiveSandbox {
  const clock = createManualClock();
  const venue = createCoinbaseSandbox({ clock, ...options });
  const sent: SentText[] = [];
  const logged: string[] = [];
  let connections = 0;
  class CountedWebSocket extends createInMemoryWebSocket(venue) {
    constructor(url: string) {
      super(url);
      connections += 1;
    }

    override send(text: string): void {
      sent.push({ url: this.url, text });
      super.send(text);
    }
  }
  const log: Logger["warn"] = (fields, message) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const client = createCoinbaseClient(
    { wsUrls: venue.wsUrls, ...AT_ONCE, ...configure(venue) },
    {
      clock,
      fetch: venue.fetch,
      WebSocket: CountedWebSocket,
      logger: { debug: log, info: log, warn: log, error: log },
      random: () => 0.5,
      ...runtime,
    },
  );
  return { venue, client, clock, sent, logged, connectionCount: () => connections };
}

/** Lets everything that is under way arrive. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass, in steps in which what is under way arrives, until something is so or the time is over. */
export async function pass(clock: ManualClock, ms: number, isSo: () => boolean = () => false): Promise<void> {
  for (let left = ms; left > 0 && !isSo(); left -= STEP_MS) {
    for (let turn = 0; turn < TURNS_A_STEP; turn += 1) await settle();
    await clock.run(Math.min(STEP_MS, left));
  }
  await settle();
}

const STEP_MS = 100;
const TURNS_A_STEP = 4;

/** Lets what is under way go on, without any time by the clock, until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const lastMs = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > lastMs) throw new Error(`it never came to be that ${isSo}`);
    await settle();
  }
}
