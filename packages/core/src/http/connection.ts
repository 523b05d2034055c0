import type { ClientConfig, WebSocketUrls } from "../contract/client-config.ts";
import type { Runtime } from "../contract/runtime.ts";
import type { Signer } from "../contract/signer.ts";
import type { CallContext } from "../errors/call-context.ts";
import { createRateLimiter } from "../rate-limit/rate-limiter.ts";
import { createScopeSelector, type LimitFacts } from "../rate-limit/scopes.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import { type Checkers, checkFields } from "../validation/checkers.ts";
import { type CheckedClientConfig, checkClientConfig } from "../validation/config/client-config.ts";
import { checkRuntime } from "../validation/config/runtime.ts";
import { type Admissions, createAdmissions } from "./admission/admission.ts";
import { createCircuitBreaker } from "./admission/circuit-breaker.ts";
import { createServerClock, type ServerClock } from "./clock/server-clock.ts";
import type { Decode } from "./reply/decode.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { createSignerSource, type SignerSource } from "./signing/signer-source.ts";
import { type ClientParts, createCallRunner } from "./venue-call.ts";
import { createVenueHttp, type TimeRequest, type VenueHttp } from "./venue-http.ts";

/** The address of a venue and its rate limits. */
export interface VenueAddress {
  /** Its name, in lower case: "coinbase". */
  readonly venue: string;
  readonly defaultBaseUrl: string;
  readonly defaultWsUrls?: WebSocketUrls | undefined;
  /** Segments that every path begins with. */
  readonly basePath: readonly string[];
  /** The venue's rate limits by name. */
  readonly rateLimits?: Readonly<Record<string, LimitFacts>> | undefined;
}

/** The facts of a venue's REST interface. */
export interface RestFacts<Credentials, Own extends object = object> extends VenueAddress {
  /** The configuration fields that only this venue has, each with the function that checks it. */
  readonly ownConfig?: Checkers<Own> | undefined;
  readonly toSigner: (credentials: Credentials, factory: CallContext) => Signer;
  readonly decode: Decode;
  /** Asks for the venue's clock, in epoch milliseconds. Default: the `Date` header of any reply. */
  readonly time?: TimeRequest | undefined;
}

/** The parts of one client that the operations of its venue use. */
export interface Connection<Own extends object = object> extends ClientParts {
  readonly http: VenueHttp;
  /** Undefined without credentials. */
  readonly signer: SignerSource | undefined;
  readonly serverClock: ServerClock;
  readonly config: CheckedClientConfig;
  /** The checked configuration fields that only this venue has. */
  readonly own: Own;
}

/** Checks a client's configuration and creates its parts. Nothing is sent and no timer starts. */
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
