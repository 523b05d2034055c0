import { describe, expect, test } from "vitest";
import type { RateLimits } from "../contract/rate-limit.ts";
import { toScopeLimit } from "./scope-limit.ts";
import { createScopeSelector, type LimitedRequest, type LimitFacts } from "./scopes.ts";

const FACTS: Readonly<Record<string, LimitFacts>> = {
  everything: { limit: { limit: 100, windowMs: 60_000 }, appliesTo: "all" },
  private: { limit: { limit: 30 }, appliesTo: "signed" },
  public: { limit: { rate: 10, burst: 15 }, appliesTo: "public" },
  orders: { limit: { limit: 15 }, appliesTo: "named" },
};

const VENUE_HOST = "coinbase:api.coinbase.com";

const scopesOf = (request: LimitedRequest, configured?: RateLimits | false) =>
  createScopeSelector(FACTS, configured, VENUE_HOST)(request);

/** Returns the weight of the request by the name of the limit. */
const namesOf = (
  request: LimitedRequest,
  configured?: RateLimits | false,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    scopesOf(request, configured).map(({ key, weight }) => [key.split(":")[2] ?? "", weight]),
  );

describe("the scopes of a request", () => {
  test("are the limits of all requests and those of its access", () => {
    expect(namesOf({ access: "signed" })).toEqual({ everything: 1, private: 1 });
    expect(namesOf({ access: "public" })).toEqual({ everything: 1, public: 1 });
  });

  test("include the limits that it names, with its weights", () => {
    const request: LimitedRequest = { access: "signed", weights: { orders: 1, everything: 5 } };
    expect(namesOf(request)).toEqual({ everything: 5, private: 1, orders: 1 });
  });

  test("exclude limits in which its weight is zero", () => {
    expect(namesOf({ access: "signed", weights: { private: 0 } })).toEqual({ everything: 1 });
  });

  test("include a limit of another access when it names the limit", () => {
    expect(namesOf({ access: "public", weights: { private: 2 } })).toEqual({
      everything: 1,
      public: 1,
      private: 2,
    });
  });

  test("exclude limits that it names and the venue does not have", () => {
    expect(namesOf({ access: "signed", weights: { unknown: 3 } })).toEqual({ everything: 1, private: 1 });
  });

  test("have keys of venue, host, name and group, and the limits that the venue documents", () => {
    expect(scopesOf({ access: "signed", weights: { everything: 0, orders: 2 } })).toEqual([
      { key: `${VENUE_HOST}:private:default`, limit: toScopeLimit({ limit: 30 }, 0.1), weight: 1 },
      { key: `${VENUE_HOST}:orders:default`, limit: toScopeLimit({ limit: 15 }, 0.1), weight: 2 },
    ]);
  });

  test("reserve nothing for cancels under a limit of public requests", () => {
    const [everything, open] = scopesOf({ access: "public" });
    expect(everything?.limit.reserve).toBe(10);
    expect(open?.limit.reserve).toBe(0);
  });

  test("use the configured limit and group where there is one", () => {
    const configured: RateLimits = {
      private: { limit: 5, windowMs: 500, group: "account-7" },
      public: { limit: 3, cancelShare: 0.5 },
      orders: undefined,
    };
    expect(scopesOf({ access: "signed", weights: { everything: 0, orders: 1 } }, configured)).toEqual([
      {
        key: `${VENUE_HOST}:private:account-7`,
        limit: toScopeLimit({ limit: 5, windowMs: 500 }, 0.1),
        weight: 1,
      },
      { key: `${VENUE_HOST}:orders:default`, limit: toScopeLimit({ limit: 15 }, 0.1), weight: 1 },
    ]);
    const [, open] = scopesOf({ access: "public" }, configured);
    expect(open?.limit).toMatchObject({ kind: "window", size: 3, reserve: 2 });
  });

  test("exclude a limit that the configuration disables", () => {
    const request: LimitedRequest = { access: "signed", weights: { orders: 1 } };
    expect(namesOf(request, { private: false })).toEqual({ everything: 1, orders: 1 });
    expect(namesOf(request, { orders: false, everything: false })).toEqual({ private: 1 });
  });

  test("are empty when the configuration disables all limits, or the venue has none", () => {
    expect(scopesOf({ access: "signed", weights: { orders: 1 } }, false)).toEqual([]);
    expect(createScopeSelector({}, undefined, VENUE_HOST)({ access: "signed" })).toEqual([]);
  });

  test("share one limit object between requests", () => {
    const select = createScopeSelector(FACTS, undefined, VENUE_HOST);
    const [first] = select({ access: "signed" });
    const [second] = select({ access: "signed" });
    expect(first?.limit).toBe(second?.limit);
  });
});
