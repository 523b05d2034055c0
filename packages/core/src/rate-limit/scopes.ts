import type { LimitedScope, RateLimit, RateLimits, ScopeLimit } from "../contract/rate-limit.ts";
import { toScopeLimit } from "./scope-limit.ts";

/** The requests that a limit counts: signed, public or all requests, or only those that name the limit in `weights`. */
export type LimitedRequests = "signed" | "public" | "all" | "named";

/** A limit as a venue documents it. */
export interface LimitFacts {
  readonly limit: RateLimit;
  readonly appliesTo: LimitedRequests;
}

/** The facts of a request that decide which limits count it. */
export interface LimitedRequest {
  readonly access: "signed" | "public";
  /** The request's weight, by the name of a limit. Default 1 in each limit that applies to it, and else 0. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

/** The default share that is reserved for cancels, under every limit but one of public requests: no cancel is public. */
const CANCEL_SHARE = 0.1;

interface NamedScope {
  readonly name: string;
  readonly appliesTo: LimitedRequests;
  readonly key: string;
  readonly limit: ScopeLimit;
}

/**
 * Creates the function that returns the scopes of a client's request. `venueHost` tells a venue and its sandbox apart:
 * "coinbase:api.coinbase.com".
 */
export function createScopeSelector(
  facts: Readonly<Record<string, LimitFacts>>,
  configured: RateLimits | false | undefined,
  venueHost: string,
): (request: LimitedRequest) => readonly LimitedScope[] {
  const named: readonly NamedScope[] = Object.entries(facts).flatMap(([name, { limit, appliesTo }]) => {
    const chosen = configured === false ? false : (configured?.[name] ?? limit);
    if (chosen === false) return [];
    const key = `${venueHost}:${name}:${chosen.group ?? "default"}`;
    return [{ name, appliesTo, key, limit: toScopeLimit(chosen, appliesTo === "public" ? 0 : CANCEL_SHARE) }];
  });
  return ({ access, weights = {} }) =>
    named.flatMap(({ name, appliesTo, key, limit }) => {
      const isUnder = appliesTo === "all" || appliesTo === access;
      const weight = weights[name] ?? (isUnder ? 1 : 0);
      return weight > 0 ? [{ key, limit, weight }] : [];
    });
}
