import type { CallContext, Clock, Logger, Timestamp } from "@cqvx/core";
import {
  type ClientParts,
  checkKnownFields,
  checkNumber,
  checkRuntime,
  checkTimeoutMs,
  createCallRunner,
  invalidInput,
  resolveRuntime,
  timestampFromMilliseconds,
} from "@cqvx/core/in-memory";
import { createRestartableCalls } from "./restartable-calls.ts";
import { createSeededRandom, SEED_RANGE, type SeededRandom } from "./seeded-random.ts";

/** Options shared by the mock and the paper client. */
export interface LocalClientOptions {
  /** The venue name of the client, for example "coinbase" to replace that client. Lower-case letters, digits and "-". */
  readonly venue?: string | undefined;
  /** Round-trip time of every call, in milliseconds, 0 to 3,600,000. Default 0: answers without a timer. */
  readonly latencyMs?: number | undefined;
  /** Timeout of a whole call, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** The seed of ids and other random values. Default 1. */
  readonly seed?: number | undefined;
  /** Default: the system clock. With `createManualClock()`, the test decides when time passes. */
  readonly clock?: Clock | undefined;
  /** Receives the log entries that a real client would write. Default: nothing is logged. */
  readonly logger?: Logger | undefined;
}

/** The parts of a client without a network. */
export interface LocalParts extends ClientParts {
  readonly latencyMs: number;
  readonly seed: number;
  /** Returns the time of the client's clock. */
  now(): Timestamp;
  /** Creates a random source for one kind of ids. It depends on the seed and the venue name. */
  createRandom(kind: string): SeededRandom;
  /** Ends running calls and restarts every random source, so that ids repeat from the first one. */
  restart(): void;
}

const FIELDS = ["venue", "latencyMs", "timeoutMs", "seed", "clock", "logger"];
const VENUE_NAME = /^[a-z][a-z0-9-]{0,39}$/;
const DEFAULT_TIMEOUT_MS = 10_000;
const LATENCIES = { from: 0, to: 3_600_000 };

/** Time that a cancel waits for its order to end, as in a real client. In memory the first look already shows the change. */
const CANCEL_MS = 2_000;

/** Checks the shared options and creates the parts of a client. Of the options in `ownFields`, only the names are checked. */
export function createLocalParts(
  options: LocalClientOptions,
  ownFields: readonly string[],
  factory: CallContext,
): LocalParts {
  checkKnownFields(options, [...FIELDS, ...ownFields], "options", factory);
  const { venue = factory.venue, latencyMs = 0, timeoutMs = DEFAULT_TIMEOUT_MS, seed = 1 } = options;
  if (typeof venue !== "string" || !VENUE_NAME.test(venue))
    throw invalidInput(factory, "venue", 'must be 1 to 40 lower-case letters, digits or "-", a letter first');
  checkNumber(latencyMs, LATENCIES, "latencyMs", factory);
  checkNumber(seed, SEED_RANGE, "seed", factory);
  const { clock, logger = false } = options;
  checkRuntime({ clock, logger }, factory, "");
  const sources: SeededRandom[] = [];
  const createRandom = (kind: string): SeededRandom => {
    const random = createSeededRandom(seed, `${venue} ${kind}`);
    sources.push(random);
    return random;
  };
  const { fraction, bytes } = createRandom("client");
  const runtime = resolveRuntime({ clock, logger, random: fraction, randomBytes: bytes });
  checkTimeoutMs(timeoutMs, factory);
  const calls = createRestartableCalls(() => createCallRunner(venue, timeoutMs, runtime));
  return {
    venue,
    latencyMs,
    seed,
    runtime,
    now: () => timestampFromMilliseconds(runtime.clock.now()),
    createRandom,
    calls,
    restart: () => {
      calls.restart();
      for (const source of sources) source.restart();
    },
    config: { cancelMs: CANCEL_MS },
  };
}
