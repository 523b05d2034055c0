import type { ClientConfig } from "../contract/client-config.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { checkOrigin } from "./base-url.ts";
import { checkKnownFields } from "./known-fields.ts";
import { checkTimeoutMs } from "./timeout.ts";

const SHARED_FIELDS = ["credentials", "signer", "baseUrl", "timeoutMs", "orderSafety"];

const SAFETY_FIELDS = ["cancelMs"];

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_CANCEL_MS = 2_000;

/** A configuration with its defaults filled in. */
export interface CheckedClientConfig {
  readonly origin: URL;
  readonly timeoutMs: number;
  readonly cancelMs: number;
}

/** Checks what every venue's configuration has, or throws `invalidInput` with the field's name and never its value. */
export function checkClientConfig(
  config: ClientConfig<unknown>,
  venue: { readonly defaultBaseUrl: string; readonly ownFields: readonly string[] },
  call: CallContext,
): CheckedClientConfig {
  checkKnownFields(config, [...SHARED_FIELDS, ...venue.ownFields], "config", call);
  checkKnownFields(config.orderSafety ?? {}, SAFETY_FIELDS, "orderSafety", call);
  return {
    origin: checkOrigin(config.baseUrl ?? venue.defaultBaseUrl, "baseUrl", call),
    timeoutMs: checkTimeoutMs(config.timeoutMs ?? DEFAULT_TIMEOUT_MS, call),
    cancelMs: checkCancelMs(config.orderSafety?.cancelMs ?? DEFAULT_CANCEL_MS, call),
  };
}

function checkCancelMs(value: unknown, call: CallContext): number {
  if (typeof value !== "number" || !(value >= 0) || value > 60_000) {
    throw invalidInput(call, "orderSafety.cancelMs", "must be 0 to 60,000 milliseconds");
  }
  return value;
}
