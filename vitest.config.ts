import type { ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = {
  test: {
    projects: ["packages/*", "tooling/*/vitest.config.ts", "examples/*/vitest.config.ts"],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/gen/**", "**/testdata/**", "**/*.test.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        "packages/core/src/**": { lines: 90 },
        "packages/auth/src/**": { lines: 90 },
        "packages/coinbase/src/**": { lines: 90 },
        "packages/mock/src/**": { lines: 90 },
      },
    },
  },
};
export default config;
