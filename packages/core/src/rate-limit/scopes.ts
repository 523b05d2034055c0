import type { LimitedScope, RateLimit, RateLimits, ScopeLimit } from "../contract/rate-limit.ts";
import { toScopeLimit } from "./scope-limit.ts";

/** Which requests fall under a limit: by how they are sent, or only those that name it in their `weights`. */
export type LimitedRequests = "signed" | "public" | "all" | "named";

/** A limit as a venue documents it. */
export interface LimitFacts {
  readonly limit: RateLimit;
  readonly appliesTo: LimitedRequests;
}

/** What of a request decides its limits. */
export interface LimitedRequest {
  readonly access: "signed" | "public";
  /** What it costs, by the names of limits, where that is not one request of those it falls under. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

/** Orders are cancelled under every limit but that of public requests. */
const CANCEL_SHARE = 0.1;

interface NamedScope {
  readonly name: string;
  readonly appliesTo: LimitedRequests;
  readonly key: string;
  readonly limit: ScopeLimit;
}

/** The limits of each request of a client. `place` tells venues and their sandboxes apart: "coinbase:api.coinbase.com". */
export function createScopeSelector(
  facts: Readonly<Record<string, LimitFacts>>,
  configured: RateLimits | false | undefined,
  place: string,
): (request: LimitedRequest) => readonly LimitedScope[] {
  const named: readonly NamedScope[] = Object.entries(facts).flatMap(([name, { limit, appliesTo }]) => {
    const chosen = configured === false ? false : (configured?.[name] ?? limit);
    if (chosen === false) return [];
    const key = `${place}:${name}:${chosen.group ?? "default"}`;
    return [{ name, appliesTo, key, limit: toScopeLimit(chosen, appliesTo === "public" ? 0 : CANCEL_SHARE) }];
  });
  return ({ access, weights = {} }) =>
    named.flatMap(({ name, appliesTo, key, limit }) => {
      const isUnder = appliesTo === "all" || appliesTo === access;
      const weight = weights[name] ?? (isUnder ? 1 : 0);
      return weight > 0 ? [{ key, limit, weight }] : [];
    });
}
