import type { CircuitBreakerOptions, ClientConfig, RetryOptions } from "../../contract/client-config.ts";
import type { RateLimit } from "../../contract/rate-limit.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { checkKnownFields } from "../known-fields.ts";
import { checkNumber, type NumberRange } from "../number.ts";

interface DefaultedRange extends NumberRange {
  readonly byDefault: number;
}

/** One day. */
const LONGEST_MS = 86_400_000;

const RETRY: Readonly<Record<keyof RetryPolicy, DefaultedRange>> = {
  attempts: { from: 1, to: 10, whole: true, byDefault: 3 },
  baseMs: { from: 0, to: 60_000, byDefault: 100 },
  capMs: { from: 0, to: 60_000, byDefault: 2_000 },
};

const BREAKER: Readonly<Record<keyof BreakerSettings, DefaultedRange>> = {
  failures: { from: 1, to: 10_000, whole: true, byDefault: 5 },
  openMs: { from: 1, to: 3_600_000, byDefault: 2_000 },
};

const WINDOW: Readonly<Record<string, NumberRange>> = {
  limit: { from: 1, to: 100_000, whole: true },
  windowMs: { from: 10, to: LONGEST_MS },
};

const BUCKET: Readonly<Record<string, NumberRange>> = {
  rate: { from: 0.001, to: 100_000 },
  burst: { from: 1, to: 100_000, whole: true },
};

const SHARED: Readonly<Record<string, NumberRange>> = {
  marginMs: { from: 0, to: LONGEST_MS },
  cancelShare: { from: 0, to: 0.5 },
};

/** The optional fields of a limit. */
const OPTIONAL = ["windowMs", ...Object.keys(SHARED)];

const GROUP = /^[A-Za-z0-9_.-]{1,64}$/;

type Resilience = Pick<ClientConfig<unknown>, "rateLimit" | "retry" | "circuitBreaker">;

/** Retry options with their defaults filled in. */
export interface RetryPolicy {
  /** Attempts of one request, the first included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** Circuit breaker options with their defaults filled in. */
export interface BreakerSettings {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** The longest time in milliseconds before a probe is sent through an open circuit. */
  readonly openMs: number;
}

/** The settings for limits, retries and the circuit breaker, with defaults filled in. Undefined is switched off. */
export interface CheckedResilience {
  readonly rateLimit: ClientConfig<unknown>["rateLimit"];
  readonly retry: RetryPolicy | undefined;
  readonly circuitBreaker: BreakerSettings | undefined;
}

export function checkResilience(
  { rateLimit, retry = {}, circuitBreaker = {} }: Resilience,
  limitNames: readonly string[],
  call: CallContext,
): CheckedResilience {
  if (rateLimit !== undefined && rateLimit !== false) {
    checkKnownFields(rateLimit, limitNames, "rateLimit", call);
    for (const [name, limit] of Object.entries(rateLimit)) {
      if (limit !== undefined && limit !== false) checkRateLimit(limit, `rateLimit.${name}`, call);
    }
  }
  return { rateLimit, retry: checkRetry(retry, call), circuitBreaker: checkBreaker(circuitBreaker, call) };
}

function checkRetry(retry: RetryOptions | false, call: CallContext): RetryPolicy | undefined {
  if (retry === false) return undefined;
  checkKnownFields(retry, Object.keys(RETRY), "retry", call);
  const check = (name: keyof RetryPolicy): number =>
    checkOption(retry[name], RETRY[name], `retry.${name}`, call);
  return { attempts: check("attempts"), baseMs: check("baseMs"), capMs: check("capMs") };
}

function checkBreaker(
  breaker: CircuitBreakerOptions | false,
  call: CallContext,
): BreakerSettings | undefined {
  if (breaker === false) return undefined;
  checkKnownFields(breaker, Object.keys(BREAKER), "circuitBreaker", call);
  const check = (name: keyof BreakerSettings): number =>
    checkOption(breaker[name], BREAKER[name], `circuitBreaker.${name}`, call);
  return { failures: check("failures"), openMs: check("openMs") };
}

function checkOption(value: unknown, range: DefaultedRange, field: string, call: CallContext): number {
  return checkNumber(value === undefined ? range.byDefault : value, range, field, call);
}

function checkRateLimit(limit: RateLimit, field: string, call: CallContext): void {
  const ranges = { ...("rate" in Object(limit) ? BUCKET : WINDOW), ...SHARED };
  checkKnownFields(limit, [...Object.keys(ranges), "group"], field, call);
  const given: Readonly<Record<string, unknown>> = { ...limit };
  for (const [name, range] of Object.entries(ranges)) {
    if (given[name] === undefined && OPTIONAL.includes(name)) continue;
    checkNumber(given[name], range, `${field}.${name}`, call);
  }
  const { group } = limit;
  if (group !== undefined && (typeof group !== "string" || !GROUP.test(group))) {
    throw invalidInput(
      call,
      `${field}.group`,
      "must be 1 to 64 letters, digits, dots, dashes or underscores",
    );
  }
}
