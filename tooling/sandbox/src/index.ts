export type { CdpKey, CoinbaseCredentials } from "./coinbase/authentication/credentials.ts";
export {
  type CoinbaseSandbox,
  type CurrencyBalance,
  createCoinbaseSandbox,
  type OutsideOrder,
} from "./coinbase/coinbase-sandbox.ts";
export type { RateLimits } from "./coinbase/rate-limits.ts";
export type { CoinbaseSandboxOptions } from "./coinbase/sandbox-options.ts";
export type { VenueBehaviour } from "./coinbase/state.ts";
export { createInMemoryWebSocket, IN_MEMORY_WS_URLS, type SocketUrls } from "./coinbase/stream-hosts.ts";
export type { OpenConnection } from "./coinbase/streaming/streams.ts";
export type { BookTruth, TruthFrame } from "./coinbase/streaming/truth.ts";
export type { SandboxBook, SandboxLevel } from "./exchange/market/sandbox-book.ts";
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
export type { LoggedRequest } from "./http/request-log.ts";
export type { RateLimit } from "./rate-limit/rate-limiter.ts";
export type { SlidingWindowLimit } from "./rate-limit/sliding-window.ts";
export type { TokenBucketLimit } from "./rate-limit/token-bucket.ts";
export { type ListeningCoinbaseSandbox, type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
export type {
  InMemoryEvent,
  InMemoryListener,
  InMemoryWebSocket,
  InMemoryWebSocketConstructor,
} from "./sockets/in-memory-web-socket.ts";
export type { LoggedMessage } from "./sockets/message-log.ts";
export type { Disconnection, SocketHost } from "./sockets/socket-host.ts";
export type { SocketConnection, SocketPeer, SocketService } from "./sockets/socket-service.ts";
export { type Clock, createManualClock, type ManualClock, type Timer } from "./time/clock.ts";
