import { createRandom, type Random } from "../numbers/random.ts";
import type { FrameFault, FrameFaultKind, StreamFault } from "./stream-fault.ts";

export interface StreamFaultScheduleOptions {
  /** The number of frames of a connection, counted from its first, that faults can hit. */
  readonly frames: number;
  /** The kinds to draw from: all but `oversize` by default, because its frames are large. */
  readonly kinds?: readonly FrameFaultKind[];
  /** The number of faults: a tenth of `frames` by default, at least 1. */
  readonly faults?: number;
}

type Draw = (random: Random) => FrameFault;

/** The codes of server closes, and those that a lost connection shows. */
const CLOSE_CODES = [1000, 1001, 1005, 1006, 1008, 1011, 1012, 1013, 4000];
const SLOWEST_MS = 3_000;
const MOST_MEGABYTES = 64;

const DRAWS: Readonly<Record<FrameFaultKind, Draw>> = {
  drop: () => ({ kind: "drop" }),
  omit: () => ({ kind: "omit" }),
  duplicate: () => ({ kind: "duplicate" }),
  reorder: () => ({ kind: "reorder" }),
  slow: (random) => ({ kind: "slow", ms: random.integer(1, SLOWEST_MS) }),
  stall: () => ({ kind: "stall" }),
  close: (random) => ({ kind: "close", code: pick(random, CLOSE_CODES) ?? 1000 }),
  reset: () => ({ kind: "reset" }),
  malformed: () => ({ kind: "malformed" }),
  array: () => ({ kind: "array" }),
  oversize: (random) => ({ kind: "oversize", megabytes: random.integer(1, MOST_MEGABYTES) }),
};

const DEFAULT_KINDS: readonly FrameFaultKind[] = [
  "drop",
  "omit",
  "duplicate",
  "reorder",
  "slow",
  "stall",
  "close",
  "reset",
  "malformed",
  "array",
];

/**
 * Creates faults for the frames of a stream from a seed, to be added to a queue. Each applies once, to the first
 * connection that reaches its frame. After all have applied, the stream is undisturbed again.
 */
export function createStreamFaultSchedule(
  seed: number,
  {
    frames,
    kinds = DEFAULT_KINDS,
    faults = Math.max(1, Math.round(frames / 10)),
  }: StreamFaultScheduleOptions,
): StreamFault[] {
  const random = createRandom(seed, "stream faults");
  const schedule: StreamFault[] = [];
  for (let count = 0; count < faults; count++) {
    const kind = pick(random, kinds);
    if (kind === undefined) break;
    schedule.push({ ...DRAWS[kind](random), match: { frame: random.integer(0, Math.max(0, frames - 1)) } });
  }
  return schedule.sort((left, right) => (left.match?.frame ?? 0) - (right.match?.frame ?? 0));
}

function pick<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[random.integer(0, items.length - 1)];
}
