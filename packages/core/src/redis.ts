/** `@cqvx/core/redis`: a rate limiter that a fleet of processes shares through Redis or Valkey. */
export type { RateLimiter } from "./contract/rate-limit.ts";
export type { RedisClient, SendCommand } from "./rate-limit/redis/redis-client.ts";
export {
  createRedisRateLimiter,
  type RedisRateLimiterOptions,
} from "./rate-limit/redis/redis-rate-limiter.ts";
