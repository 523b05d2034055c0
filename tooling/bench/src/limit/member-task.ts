import type { CdpCredentials } from "@cqvx/coinbase";

/** The task of one process of the fleet. */
export interface MemberTask {
  readonly restUrl: string;
  readonly credentials: CdpCredentials;
  readonly redisUrl: string;
  readonly redisClient: "ioredis" | "redis";
  /** The limit of the whole fleet, in requests a second. */
  readonly rate: number;
  /** The `marginMs` of the rate limit, in milliseconds. Default: the default of the limiter. */
  readonly marginMs: number | undefined;
  /** The number of processes in the fleet. */
  readonly processes: number;
  /** The number of requests that this process sends. */
  readonly requests: number;
  /** The number of requests that this process has open at the same time. */
  readonly concurrency: number;
}

/** The results of one process of the fleet. */
export interface MemberReport {
  /** The time of each answer, in epoch milliseconds. */
  readonly answeredAt: readonly number[];
  /** The number of failures, by the kind and code of the error. */
  readonly failures: Readonly<Record<string, number>>;
}
