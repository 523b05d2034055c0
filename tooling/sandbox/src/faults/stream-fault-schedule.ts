import { createRandom, type Random } from "../numbers/random.ts";
import type { FrameFault, FrameFaultKind, StreamFault } from "./stream-fault.ts";

export interface StreamFaultScheduleOptions {
  /** How many frames of a connection, from its first, can be struck. */
  readonly frames: number;
  /** Every kind but `oversize` by default, whose frames are large. */
  readonly kinds?: readonly FrameFaultKind[];
  /** How many faults: a tenth of the frames by default, and one at least. */
  readonly faults?: number;
}

type Draw = (random: Random) => FrameFault;

/** What a server closes with, and what a connection that is lost looks like. */
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
 * Faults for the frames of a stream, from a seed, to be added to a queue. Each strikes once, on whichever connection comes
 * to that frame first; when all have struck, the stream is whole again.
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
