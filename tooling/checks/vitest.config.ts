import type { ViteUserConfig } from "vitest/config";
import { packageTests } from "../vitest.ts";

const shared = packageTests("checks");
const config: ViteUserConfig = {
  ...shared,
  // Some tests start a compiler, a bundler or another vitest. At most two run at a time.
  test: { ...shared.test, testTimeout: 60_000, maxConcurrency: 2 },
};
export default config;
