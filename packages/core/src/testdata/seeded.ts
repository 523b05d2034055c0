/** The settings of property tests. The fixed seed gives the same inputs in every run. */
export const SEEDED = { seed: 20_260_101, numRuns: 500 } as const;
