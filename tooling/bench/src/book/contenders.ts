import type { Contender } from "./contender.ts";

export const CONTENDER_NAMES = ["parse", "ccxt", "book", "subscription"] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

export interface ContenderEntry {
  readonly title: string;
  /** Loads it too: a process has only the one that it measures. */
  start(): Promise<Contender>;
}

export const CONTENDERS: Readonly<Record<ContenderName, ContenderEntry>> = {
  parse: {
    title: "JSON.parse alone",
    start: async () => (await import("./contenders/json-parse.ts")).startJsonParse(),
  },
  ccxt: {
    title: "ccxt.pro, its own client",
    start: async () => (await import("./contenders/ccxt.ts")).startCcxt(),
  },
  book: {
    title: "CQVX, frame to book",
    start: async () => (await import("./contenders/local-book.ts")).startLocalBook(),
  },
  subscription: {
    title: "CQVX, whole subscription",
    start: async () => (await import("./contenders/subscription.ts")).startSubscription(),
  },
};

/** The contender of that name; throws when there is none. */
export function contenderNamed(name: string): ContenderName {
  const found = CONTENDER_NAMES.find((each) => each === name);
  if (found === undefined) throw new Error(`no contender ${name}: there are ${CONTENDER_NAMES.join(", ")}`);
  return found;
}
