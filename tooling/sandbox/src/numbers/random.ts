import { createHash } from "node:crypto";

/** A deterministic random source. The same seed and label give the same values on every machine. */
export interface Random {
  /** Returns an integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Returns a number from 0 (included) to 1 (excluded). */
  fraction(): number;
  bytes(length: number): Buffer;
  hex(length: number): string;
  uuid(): string;
}

const TWO_POW_32 = 0x1_0000_0000;

/** Creates a mulberry32 generator. Its state starts from a hash, so neighbouring seeds and labels are unrelated. */
export function createRandom(seed: number, label: string): Random {
  let state = createHash("sha256").update(`${label}:${seed}`).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => next() / TWO_POW_32;
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => next() >>> 24));
  return {
    integer: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    fraction,
    bytes,
    hex: (length) =>
      bytes(Math.ceil(length / 2))
        .toString("hex")
        .slice(0, length),
    uuid: () => formatUuid(bytes(16)),
  };
}

/** Formats 16 bytes as a version 4 UUID. */
function formatUuid(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
