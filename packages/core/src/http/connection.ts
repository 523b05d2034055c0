import type { ClientConfig, WebSocketUrls } from "../contract/client-config.ts";
import type { Runtime } from "../contract/runtime.ts";
import type { Signer } from "../contract/signer.ts";
import type { CallContext } from "../errors/invalid-input.ts";
import { type ResolvedRuntime, resolveRuntime } from "../runtime/resolve-runtime.ts";
import { type CheckedClientConfig, checkClientConfig } from "../validation/client-config.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { checkRuntime } from "../validation/runtime.ts";
import type { RefusalReader } from "./refusal.ts";
import { createSignerSource, type SignerSource } from "./signer-source.ts";
import { type CallRunner, createCallRunner } from "./venue-call.ts";
import { createVenueHttp, type VenueHttp } from "./venue-http.ts";

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
}

type OwnIds<OwnId extends string> = Readonly<Partial<Record<OwnId, string | undefined>>>;

/** What the methods of one client work with. */
export interface Connection<OwnId extends string = never> {
  readonly venue: string;
  readonly http: VenueHttp;
  readonly calls: CallRunner;
  readonly runtime: ResolvedRuntime;
  /** Undefined without credentials. */
  readonly signer: SignerSource | undefined;
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
  const signer = createSignerSource(config, (credentials) => toSigner(credentials, factory), factory);
  return {
    venue,
    config: checked,
    ownIds,
    runtime: resolved,
    signer,
    calls: createCallRunner(venue, checked.timeoutMs, resolved),
    http: createVenueHttp({ origin: checked.origin, basePath, signer, runtime: resolved, readRefusal }),
  };
}
