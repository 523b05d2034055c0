import { uuidV4 } from "@cqvx/core/in-memory";

/** A random source. The same seed and label give the same values on every machine. Not for secrets. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  bytes(length: number): Uint8Array;
  uuid(): string;
  /** Starts again from the first value. */
  restart(): void;
}

/** The seeds that are allowed: every safe integer. */
export const SEED_RANGE: { readonly from: number; readonly to: number; readonly whole: true } = {
  from: Number.MIN_SAFE_INTEGER,
  to: Number.MAX_SAFE_INTEGER,
  whole: true,
};

const TWO_POW_32 = 0x1_0000_0000;

/** Creates a mulberry32 source. The start state is hashed, so that similar seeds and labels give unrelated values. */
export function createSeededRandom(seed: number, label: string): SeededRandom {
  let state = startingState(seed, label);
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / TWO_POW_32;
  };
  const bytes = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(fraction() * 256));
  return {
    fraction,
    integer: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    bytes,
    uuid: () => uuidV4(bytes),
    restart: () => {
      state = startingState(seed, label);
    },
  };
}

function mix(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** Hashes the label and the digits of the seed with FNV-1a. */
function startingState(seed: number, label: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${label}:${seed}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return mix(hash);
}
