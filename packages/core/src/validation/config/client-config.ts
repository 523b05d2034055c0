import type { ClientConfig, WebSocketUrls } from "../../contract/client-config.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { checkKnownFields } from "../known-fields.ts";
import { checkNumber } from "../number.ts";
import { checkTimeoutMs } from "../timeout.ts";
import { checkOrigin } from "./base-url.ts";
import { type CheckedResilience, checkResilience } from "./resilience.ts";

const SHARED_FIELDS = [
  "credentials",
  "signer",
  "baseUrl",
  "timeoutMs",
  "orderSafety",
  "rateLimit",
  "retry",
  "circuitBreaker",
];

const SAFETY_FIELDS = ["cancelMs", "maxOrderDelayMs"];

/** The hosts of a venue's sockets. */
export type SocketHost = keyof WebSocketUrls;

type SocketOrigins = Readonly<Partial<Record<SocketHost, URL>>>;

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_CANCEL_MS = 2_000;
const DEFAULT_ORDER_DELAY_MS = 1_000;

const A_MINUTE = { from: 0, to: 60_000 };

/** A configuration with its defaults filled in. */
export interface CheckedClientConfig extends CheckedResilience {
  readonly origin: URL;
  /** The origins of the sockets. A host is missing when `baseUrl` was set without `wsUrls` for it. */
  readonly socketOrigins: SocketOrigins;
  readonly timeoutMs: number;
  readonly cancelMs: number;
  readonly maxOrderDelayMs: number;
}

/** Checks the options that all venues share. Throws `invalidInput` with the field's name and never its value. */
export function checkClientConfig(
  config: ClientConfig<unknown>,
  venue: {
    readonly defaultBaseUrl: string;
    readonly defaultWsUrls?: WebSocketUrls | undefined;
    readonly ownConfig?: object | undefined;
    readonly rateLimits?: Readonly<Record<string, unknown>> | undefined;
  },
  call: CallContext,
): CheckedClientConfig {
  const { defaultWsUrls } = venue;
  const socketFields = defaultWsUrls === undefined ? [] : ["wsUrls"];
  checkKnownFields(
    config,
    [...SHARED_FIELDS, ...socketFields, ...Object.keys(venue.ownConfig ?? {})],
    "config",
    call,
  );
  const { orderSafety = {} } = config;
  checkKnownFields(orderSafety, SAFETY_FIELDS, "orderSafety", call);
  const { cancelMs = DEFAULT_CANCEL_MS, maxOrderDelayMs = DEFAULT_ORDER_DELAY_MS } = orderSafety;
  return {
    origin: checkOrigin(config.baseUrl ?? venue.defaultBaseUrl, "baseUrl", call),
    socketOrigins: checkSocketOrigins(config, defaultWsUrls ?? {}, call),
    timeoutMs: checkTimeoutMs(config.timeoutMs ?? DEFAULT_TIMEOUT_MS, call),
    cancelMs: checkNumber(cancelMs, A_MINUTE, "orderSafety.cancelMs", call),
    maxOrderDelayMs: checkNumber(maxOrderDelayMs, A_MINUTE, "orderSafety.maxOrderDelayMs", call),
    ...checkResilience(config, Object.keys(venue.rateLimits ?? {}), call),
  };
}

/**
 * Checks the origins in `wsUrls` and adds the venue's defaults. With a `baseUrl` there are no defaults, so that traffic for
 * a sandbox never reaches the real venue.
 */
function checkSocketOrigins(
  { baseUrl, wsUrls = {} }: ClientConfig<unknown>,
  defaults: WebSocketUrls,
  call: CallContext,
): SocketOrigins {
  checkKnownFields(wsUrls, Object.keys(defaults), "wsUrls", call);
  const origins: Partial<Record<SocketHost, URL>> = {};
  for (const host of ["market", "user"] as const) {
    const url = wsUrls[host] ?? (baseUrl === undefined ? defaults[host] : undefined);
    if (url !== undefined) origins[host] = checkOrigin(url, `wsUrls.${host}`, call, "ws");
  }
  return origins;
}
