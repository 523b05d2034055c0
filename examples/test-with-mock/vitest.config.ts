import type { ViteUserConfig } from "vitest/config";
import { packageTests } from "../../tooling/vitest.ts";

const config: ViteUserConfig = packageTests("example-test-with-mock");
export default config;
