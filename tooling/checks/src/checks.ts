import { budget } from "./budget/budget.ts";
import { bundle } from "./bundle/bundle.ts";
import type { Check } from "./check.ts";
import { consumer } from "./consumer/consumer.ts";
import { globals } from "./globals/globals.ts";
import { layers } from "./layers/layers.ts";
import { proto } from "./proto/proto.ts";
import { readme } from "./readme/readme.ts";
import { secrets } from "./secrets/secrets.ts";
import { packages } from "./tarballs/packages.ts";
import { build, generate, knip, lint, typecheck } from "./tools.ts";

/** All checks in the order in which they run. Generated code and builds come before the checks that need them. */
export const checks: readonly Check[] = [
  generate,
  typecheck,
  lint,
  proto,
  layers,
  globals,
  budget,
  secrets,
  readme,
  knip,
  build,
  packages,
  consumer,
  bundle,
];
