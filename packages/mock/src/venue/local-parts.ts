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
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

/** What every client without a network can be told. */
export interface LocalClientOptions {
  /** The name that it goes by: "coinbase", to stand in for that one. Lower-case letters, digits and "-". */
  readonly venue?: string | undefined;
  /** Milliseconds that every call takes, both ways together. Default 0: it is answered without a timer. */
  readonly latencyMs?: number | undefined;
  /** Milliseconds for a whole call, as with a real client. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Ids and whatever else is made up follow from it. Default 1. */
  readonly seed?: number | undefined;
  /** Default: the machine's. With `createManualClock()`, time passes when the test says so. */
  readonly clock?: Clock | undefined;
  /** Given what a real client would log. Default: nothing is logged. */
  readonly logger?: Logger | undefined;
}

/** The parts of a client without a network. */
export interface LocalParts extends ClientParts {
  readonly latencyMs: number;
  readonly seed: number;
  /** By the client's clock. */
  now(): Timestamp;
  /** Ids of one kind, which follow from the seed and the venue's name. */
  createRandom(kind: string): SeededRandom;
  /** Ends running calls, and makes all ids come from the beginning again. */
  restart(): void;
}

const FIELDS = ["venue", "latencyMs", "timeoutMs", "seed", "clock", "logger"];
const VENUE_NAME = /^[a-z][a-z0-9-]{0,39}$/;
const DEFAULT_TIMEOUT_MS = 10_000;
const LATENCIES = { from: 0, to: 3_600_000 };
const SEEDS = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, whole: true };

/** As with a real client. In memory a change shows at the first look. */
const CANCEL_MS = 2_000;

/** Checks the options of a factory, those of its own by name only, and makes the parts of them. */
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
  checkNumber(seed, SEEDS, "seed", factory);
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
