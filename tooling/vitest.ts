import type { ViteUserConfig } from "vitest/config";

/** The export conditions. The first one resolves packages to their TypeScript sources instead of their builds. */
const CONDITIONS = ["@cqvx/source", "node", "module", "default"];

/** Returns the test settings that all packages share. Tests run on sources, without builds and without globals. `name` appears in the report. */
export function packageTests(name: string): ViteUserConfig {
  return {
    resolve: { conditions: CONDITIONS },
    ssr: { resolve: { conditions: CONDITIONS } },
    test: {
      name,
      include: ["src/**/*.test.ts"],
      environment: "node",
      restoreMocks: true,
      // Long enough for a busy machine, so that only a test that hangs fails.
      testTimeout: 30_000,
    },
  };
}
