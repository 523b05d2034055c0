import type { Contender } from "./contender.ts";

export const CONTENDER_NAMES = ["parse", "ccxt", "book", "subscription"] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

export interface ContenderEntry {
  /** The name in the report. */
  readonly title: string;
  /** Loads and starts the contender. A process loads only the contender that it measures. */
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

/** Reads the name of a contender. Throws when there is no contender with that name. */
export function contenderNamed(name: string): ContenderName {
  const found = CONTENDER_NAMES.find((each) => each === name);
  if (found === undefined)
    throw new Error(`there is no contender ${name}; the contenders are ${CONTENDER_NAMES.join(", ")}`);
  return found;
}
