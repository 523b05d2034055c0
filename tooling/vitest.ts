import type { ViteUserConfig } from "vitest/config";

/** The condition under which packages resolve to their TypeScript sources instead of their builds. */
const CONDITIONS = ["@cqvx/source", "node", "module", "default"];

/** What every package's tests share: sources, no builds; no globals; a unique name in the report. */
export function packageTests(name: string): ViteUserConfig {
  return {
    resolve: { conditions: CONDITIONS },
    ssr: { resolve: { conditions: CONDITIONS } },
    test: {
      name,
      include: ["src/**/*.test.ts"],
      environment: "node",
      restoreMocks: true,
      // A test that hangs has failed; one on a busy machine has not.
      testTimeout: 30_000,
    },
  };
}
