/** How properties are checked: always with the same inputs. */
export const SEEDED = { seed: 20_260_101, numRuns: 300 } as const;
