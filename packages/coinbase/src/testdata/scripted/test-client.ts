import type { Logger, Runtime } from "@cqvx/core";
import { type CoinbaseClient, createCoinbaseClient } from "../../client.ts";
import type { CdpCredentials, CoinbaseConfig } from "../../config.ts";
import { ED25519, KEY_NAME } from "../keys/keys.ts";
import { type Routes, type ScriptedVenue, scriptVenue } from "./scripted-venue.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

export const CREDENTIALS: CdpCredentials = { keyName: KEY_NAME, privateKey: ED25519.pair };

export interface TestClient extends ScriptedVenue {
  readonly client: CoinbaseClient;
  readonly clock: TestClock;
  readonly logged: readonly string[];
}

/** Options without retries, circuit breaker and rate limit. */
export const AT_ONCE: CoinbaseConfig = { retry: false, circuitBreaker: false, rateLimit: false };

/** Creates a client with an Ed25519 key whose venue answers from a script. */
export function createTestClient(
  routes: Routes,
  config: CoinbaseConfig = { credentials: CREDENTIALS },
  runtime: Runtime = {},
): TestClient {
  const venue = scriptVenue(routes);
  const clock = createTestClock();
  const logged: string[] = [];
  const log: Logger["warn"] = (fields, message) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const client = createCoinbaseClient(
    { ...AT_ONCE, ...config },
    { fetch: venue.fetch, clock, logger, ...runtime },
  );
  return { ...venue, client, clock, logged };
}
