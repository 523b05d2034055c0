import type { CdpCredentials } from "@cqvx/coinbase";

/** What a process of the fleet is to do. */
export interface MemberTask {
  readonly restUrl: string;
  readonly credentials: CdpCredentials;
  readonly redisUrl: string;
  readonly redisClient: "ioredis" | "redis";
  /** Requests a second, of all together. */
  readonly rate: number;
  readonly marginMs: number | undefined;
  readonly processes: number;
  /** Its own requests. */
  readonly requests: number;
  /** How many it has under way at a time. */
  readonly atOnce: number;
}

/** What became of them. */
export interface MemberReport {
  /** Epoch milliseconds of each answer. */
  readonly answeredAt: readonly number[];
  /** By the kind and the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
}
