import type { Mutation } from "./mutation.ts";

/** The listed behaviours, each with the change that breaks it and the test that must notice. */
export const mutations: readonly Mutation[] = [
  {
    behaviour: "a check reports its problems",
    file: "tooling/checks/src/report.ts",
    find: "...problems]",
    replace: "]",
    test: { file: "tooling/checks/src/report.test.ts", name: "every problem stands under its check" },
  },
  {
    behaviour: "a quotient is cut, not rounded up",
    file: "packages/core/src/values/decimal.ts",
    find: "Big.roundDown",
    replace: "Big.roundUp",
    test: {
      file: "packages/core/src/values/decimal.test.ts",
      name: "a quotient is cut towards zero after the digits asked for",
    },
  },
];
