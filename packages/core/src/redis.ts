/** `@cqvx/core/redis`: rate limits that a fleet of processes shares, over Redis or Valkey. */
export type { RateLimiter } from "./contract/rate-limit.ts";
export type { RedisClient, SendCommand } from "./rate-limit/redis/redis-client.ts";
export {
  createRedisRateLimiter,
  type RedisRateLimiterOptions,
} from "./rate-limit/redis/redis-rate-limiter.ts";
