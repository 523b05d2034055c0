/** A source of pseudo-random numbers. The same seed gives the same numbers. */
export interface Random {
  /** Returns a number in [0, 1), uniformly distributed. */
  next(): number;
  /** Returns a whole number in [0, limit). */
  below(limit: number): number;
  /** Returns a whole number from 0 up, exponentially distributed with the given mean. */
  exponential(mean: number): number;
}

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** Creates the "minimal standard" generator of Park and Miller. It is good enough for a workload, but not for security. */
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
