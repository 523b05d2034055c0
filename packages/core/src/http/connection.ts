import type { ClientConfig, WebSocketUrls } from "../contract/client-config.ts";
import type { Runtime } from "../contract/runtime.ts";
import type { Signer } from "../contract/signer.ts";
import type { CallContext } from "../errors/invalid-input.ts";
import { createRateLimiter } from "../rate-limit/rate-limiter.ts";
import { createScopeSelector, type LimitFacts } from "../rate-limit/scopes.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import { type CheckedClientConfig, checkClientConfig } from "../validation/client-config.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { checkRuntime } from "../validation/runtime.ts";
import { type Admissions, createAdmissions } from "./admission.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import type { ClientParts } from "./client-parts.ts";
import type { RefusalReader } from "./refusal.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";
import { createSignerSource, type SignerSource } from "./signer-source.ts";
import { createCallRunner } from "./venue-call.ts";
import { createVenueHttp, type HttpRequest, type VenueHttp } from "./venue-http.ts";

/** What is particular about a venue's REST interface. */
export interface VenueFacts<Credentials, OwnId extends string = never> {
  readonly venue: string;
  readonly defaultBaseUrl: string;
  readonly defaultWsUrls?: WebSocketUrls | undefined;
  /** Segments that every path begins with. */
  readonly basePath: readonly string[];
  /** Fields of the configuration besides those of every venue: ids of a portfolio, a vault or the like. */
  readonly ownIds: readonly OwnId[];
  readonly toSigner: (credentials: Credentials, factory: CallContext) => Signer;
  readonly readRefusal: RefusalReader;
  /** Its limits by name. */
  readonly rateLimits?: Readonly<Record<string, LimitFacts>> | undefined;
  /** Its clock in epoch milliseconds, where it tells; public. */
  readonly time?: HttpRequest<number> | undefined;
}

type OwnIds<OwnId extends string> = Readonly<Partial<Record<OwnId, string | undefined>>>;

/** What the methods of a client work with that reaches its venue over HTTP. */
export interface Connection<OwnId extends string = never> extends ClientParts {
  readonly http: VenueHttp;
  /** Undefined without credentials. */
  readonly signer: SignerSource | undefined;
  readonly serverClock: ServerClock;
  readonly config: CheckedClientConfig;
  readonly ownIds: OwnIds<OwnId>;
}

/** Checks a client's configuration and puts its parts together; nothing is sent and no timer starts. */
export function createConnection<Credentials, OwnId extends string = never>(
  facts: VenueFacts<Credentials, OwnId>,
  config: ClientConfig<Credentials> & OwnIds<OwnId>,
  runtime: Runtime,
  factory: CallContext,
): Connection<OwnId> {
  const { venue, basePath, readRefusal, toSigner } = facts;
  const checked = checkClientConfig(config, facts, factory);
  const ownIds: Partial<Record<OwnId, string>> = {};
  for (const field of facts.ownIds) {
    if (config[field] !== undefined) ownIds[field] = checkOrderId(config[field], factory, field);
  }
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
    ownIds,
    runtime: resolved,
    signer,
    serverClock,
    calls: createCallRunner(venue, checked.timeoutMs, resolved),
    http: createVenueHttp({
      origin: checked.origin,
      basePath,
      signer,
      runtime: resolved,
      readRefusal,
      serverClock,
      time: facts.time,
      scopesOf: createScopeSelector(facts.rateLimits ?? {}, rateLimit, `${venue}:${checked.origin.host}`),
      admissions: { signed: toAdmissions(), public: toAdmissions() },
      resend: { policy: retry, budget: createRetryBudget(), maxOrderDelayMs, clock, random },
    }),
  };
}
