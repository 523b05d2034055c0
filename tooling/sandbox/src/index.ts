export { type Clock, createManualClock, type ManualClock, type Timer } from "./clock.ts";
export {
  type CoinbaseSandbox,
  type CoinbaseSandboxOptions,
  type CurrencyBalance,
  createCoinbaseSandbox,
  type OutsideOrder,
  type SandboxLevel,
} from "./coinbase/coinbase-sandbox.ts";
export type { CdpKey, CoinbaseCredentials } from "./coinbase/credentials.ts";
export type { VenueBehaviour } from "./coinbase/state.ts";
export type { RateLimits } from "./coinbase/venue-handler.ts";
export type { Fault, FaultEffect, FaultKind, FaultTarget } from "./faults/fault.ts";
export type { FaultQueue } from "./faults/fault-queue.ts";
export type { InMemoryFetch } from "./http/in-memory-fetch.ts";
export type { LoggedRequest } from "./http/request-log.ts";
export type { RateLimit } from "./rate-limiter.ts";
export { type ListeningCoinbaseSandbox, type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
