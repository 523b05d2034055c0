// The code of the streams is loaded before the first test, since manual clocks do not wait for files.
import "@cqvx/core/streams";
import "../../sockets.ts";
import type { Logger, Runtime } from "@cqvx/core";
import {
  type CoinbaseSandbox,
  type CoinbaseSandboxOptions,
  createCoinbaseSandbox,
  createInMemoryWebSocket,
  createManualClock,
  type ManualClock,
} from "@cqvx/sandbox";
import { onTestFinished } from "vitest";
import { type CoinbaseClient, createCoinbaseClient } from "../../client.ts";
import type { CoinbaseConfig } from "../../config.ts";
import { createInstantSigner } from "../keys/instant-signer.ts";
import { AT_ONCE } from "../scripted/test-client.ts";

export interface LiveSandbox {
  readonly venue: CoinbaseSandbox;
  readonly client: CoinbaseClient;
  /** The clock that the venue and the client share. */
  readonly clock: ManualClock;
  /** The messages that the client has sent over its sockets. */
  readonly sent: readonly SentText[];
  readonly logged: readonly string[];
  /** Returns the number of sockets the client has opened. The venue gives the latest socket this number. */
  connectionCount(): number;
}

export interface SentText {
  readonly url: string;
  readonly text: string;
}

/** Connects a client to a sandbox as `connectLive` does, and closes the client when the running test ends. */
export function connectLiveForTest(...options: Parameters<typeof connectLive>): LiveSandbox {
  const connected = connectLive(...options);
  onTestFinished(() => connected.client.close());
  return connected;
}

/**
 * Connects a client to a sandbox in memory, sockets included. Time passes only by the clock. Runs with the same seed are
 * the same.
 */
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

/** Waits one turn of the event loop, in which messages arrive. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Moves the clock in steps of 100 ms and delivers messages between them. Stops early when the condition holds. */
export async function pass(clock: ManualClock, ms: number, isSo: () => boolean = () => false): Promise<void> {
  for (let left = ms; left > 0 && !isSo(); left -= STEP_MS) {
    for (let turn = 0; turn < TURNS_A_STEP; turn += 1) await settle();
    await clock.run(Math.min(STEP_MS, left));
  }
  await settle();
}

const STEP_MS = 100;
const TURNS_A_STEP = 4;

/** Waits until the condition holds, without moving the clock. Fails after 10 s of real time. */
export async function until(isSo: () => boolean): Promise<void> {
  const lastMs = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > lastMs) throw new Error(`the condition did not hold within 10 s: ${isSo}`);
    await settle();
  }
}
