/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(limit: number): number;
  /** A whole number from 0 on, small ones the most likely. */
  exponential(mean: number): number;
}

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** The "minimal standard" generator of Park and Miller: enough for a workload, and nothing else. */
export function createRandom(seed: number): Random {
  let state = (seed % (MODULUS - 1)) + 1;
  const next = (): number => {
    state = (state * MULTIPLIER) % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    exponential: (mean) => Math.floor(-Math.log(1 - next()) * mean),
  };
}
