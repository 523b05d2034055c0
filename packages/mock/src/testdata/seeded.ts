/** The settings of property tests: a fixed seed, so that the inputs are always the same. */
export const SEEDED = { seed: 20_260_101, numRuns: 300 } as const;
