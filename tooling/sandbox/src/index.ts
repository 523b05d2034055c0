export { type Clock, createManualClock, type ManualClock, type Timer } from "./clock.ts";
export {
  type CoinbaseSandbox,
  type CurrencyBalance,
  createCoinbaseSandbox,
  type OutsideOrder,
} from "./coinbase/coinbase-sandbox.ts";
export type { CdpKey, CoinbaseCredentials } from "./coinbase/credentials.ts";
export type { SandboxBook, SandboxLevel } from "./coinbase/market/sandbox-book.ts";
export type { RateLimits } from "./coinbase/rate-limits.ts";
export type { CoinbaseSandboxOptions } from "./coinbase/sandbox-options.ts";
export type { VenueBehaviour } from "./coinbase/state.ts";
export { createInMemoryWebSocket, IN_MEMORY_WS_URLS, type SocketUrls } from "./coinbase/stream-hosts.ts";
export type { OpenConnection } from "./coinbase/streaming/streams.ts";
export type { BookTruth, TruthFrame } from "./coinbase/streaming/truth.ts";
export type { Fault, FaultEffect, FaultKind, FaultTarget } from "./faults/fault.ts";
export type { FaultQueue } from "./faults/fault-queue.ts";
export type {
  FrameFault,
  FrameFaultKind,
  HandshakeFault,
  StreamFault,
  StreamFaultKind,
  StreamFaultMatch,
  StreamFaultTarget,
} from "./faults/stream-fault.ts";
export type { StreamFaultQueue } from "./faults/stream-fault-queue.ts";
export {
  createStreamFaultSchedule,
  type StreamFaultScheduleOptions,
} from "./faults/stream-fault-schedule.ts";
export type { InMemoryFetch } from "./http/in-memory-fetch.ts";
export type {
  InMemoryEvent,
  InMemoryListener,
  InMemoryWebSocket,
  InMemoryWebSocketConstructor,
} from "./http/in-memory-web-socket.ts";
export type { LoggedMessage } from "./http/message-log.ts";
export type { LoggedRequest } from "./http/request-log.ts";
export type { Disconnection, SocketHost } from "./http/socket-host.ts";
export type { SocketConnection, SocketPeer, SocketService } from "./http/socket-service.ts";
export type { RateLimit } from "./rate-limiter.ts";
export { type ListeningCoinbaseSandbox, type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
export type { SlidingWindowLimit } from "./sliding-window.ts";
export type { TokenBucketLimit } from "./token-bucket.ts";
