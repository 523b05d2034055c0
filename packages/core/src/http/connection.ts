import type { ClientConfig, WebSocketUrls } from "../contract/client-config.ts";
import type { Runtime } from "../contract/runtime.ts";
import type { Signer } from "../contract/signer.ts";
import type { CallContext } from "../errors/invalid-input.ts";
import { createRateLimiter } from "../rate-limit/rate-limiter.ts";
import { createScopeSelector, type LimitFacts } from "../rate-limit/scopes.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import { type Checkers, checkFields } from "../validation/checkers.ts";
import { type CheckedClientConfig, checkClientConfig } from "../validation/client-config.ts";
import { checkRuntime } from "../validation/runtime.ts";
import { type Admissions, createAdmissions } from "./admission/admission.ts";
import { createCircuitBreaker } from "./admission/circuit-breaker.ts";
import type { ClientParts } from "./client-parts.ts";
import { createServerClock, type ServerClock } from "./clock/server-clock.ts";
import type { Decode } from "./reply/decode.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { createSignerSource, type SignerSource } from "./signing/signer-source.ts";
import { createCallRunner } from "./venue-call.ts";
import { createVenueHttp, type TimeRequest, type VenueHttp } from "./venue-http.ts";

/** Where a venue is, and what it allows. */
export interface VenueAddress {
  /** Its name, in lower case: "coinbase". */
  readonly venue: string;
  readonly defaultBaseUrl: string;
  readonly defaultWsUrls?: WebSocketUrls | undefined;
  /** Segments that every path begins with. */
  readonly basePath: readonly string[];
  /** Its limits by name. */
  readonly rateLimits?: Readonly<Record<string, LimitFacts>> | undefined;
}

/** What is particular about a venue's REST interface. */
export interface RestFacts<Credentials, Own extends object = object> extends VenueAddress {
  /** The venue's own fields of the configuration, each with the function that checks it. */
  readonly ownConfig?: Checkers<Own> | undefined;
  readonly toSigner: (credentials: Credentials, factory: CallContext) => Signer;
  readonly decode: Decode;
  /** Asks for the venue's clock, in epoch milliseconds. Without it the `Date` header of any reply serves. */
  readonly time?: TimeRequest | undefined;
}

/** What the operations of a venue work with. */
export interface Connection<Own extends object = object> extends ClientParts {
  readonly http: VenueHttp;
  /** Undefined without credentials. */
  readonly signer: SignerSource | undefined;
  readonly serverClock: ServerClock;
  readonly config: CheckedClientConfig;
  /** The venue's own fields of the configuration, checked. */
  readonly own: Own;
}

/** Checks a client's configuration and puts its parts together; nothing is sent and no timer starts. */
export function createConnection<Credentials, Own extends object = object>(
  facts: RestFacts<Credentials, Own>,
  config: ClientConfig<Credentials>,
  runtime: Runtime,
  factory: CallContext,
): Connection<Own> {
  const { venue, basePath, decode, toSigner, ownConfig } = facts;
  const checked = checkClientConfig(config, facts, factory);
  const own = ownConfig === undefined ? ({} as Own) : checkFields<Own>(config, ownConfig, factory);
  checkRuntime(runtime, factory);
  const resolved = resolveRuntime(runtime);
  const { clock, random } = resolved;
  const serverClock = createServerClock(clock);
  const { retry, circuitBreaker, maxOrderDelayMs, rateLimit } = checked;
  const limiter = runtime.rateLimiter ?? createRateLimiter({ clock });
  const toAdmissions = (): Admissions =>
    createAdmissions({
      limiter,
      breaker: circuitBreaker && createCircuitBreaker({ ...circuitBreaker, clock, random }),
      clock,
      random,
    });
  const signer = createSignerSource(config, (credentials) => toSigner(credentials, factory), factory);
  return {
    venue,
    config: checked,
    own,
    runtime: resolved,
    signer,
    serverClock,
    calls: createCallRunner(venue, checked.timeoutMs, resolved),
    http: createVenueHttp({
      origin: checked.origin,
      basePath,
      signer,
      runtime: resolved,
      decode,
      serverClock,
      time: facts.time,
      scopesOf: createScopeSelector(facts.rateLimits ?? {}, rateLimit, `${venue}:${checked.origin.host}`),
      admissions: { signed: toAdmissions(), public: toAdmissions() },
      budget: createRetryBudget(),
      retries: { policy: retry, maxOrderDelayMs, clock, random },
    }),
  };
}
