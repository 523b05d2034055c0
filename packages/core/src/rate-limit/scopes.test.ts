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

const PLACE = "coinbase:api.coinbase.com";

const scopesOf = (request: LimitedRequest, configured?: RateLimits | false) =>
  createScopeSelector(FACTS, configured, PLACE)(request);

/** The names of the limits, and the weight in each. */
const namesOf = (
  request: LimitedRequest,
  configured?: RateLimits | false,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    scopesOf(request, configured).map(({ key, weight }) => [key.split(":")[2] ?? "", weight]),
  );

describe("the limits of a request", () => {
  test("are those of all requests and those of how it is sent", () => {
    expect(namesOf({ access: "signed" })).toEqual({ everything: 1, private: 1 });
    expect(namesOf({ access: "public" })).toEqual({ everything: 1, public: 1 });
  });

  test("are also those that it names, with the weights that it gives", () => {
    const request: LimitedRequest = { access: "signed", weights: { orders: 1, everything: 5 } };
    expect(namesOf(request)).toEqual({ everything: 5, private: 1, orders: 1 });
  });

  test("are without those where it weighs nothing", () => {
    expect(namesOf({ access: "signed", weights: { private: 0 } })).toEqual({ everything: 1 });
  });

  test("can be one that is not of how it is sent, when it names that", () => {
    expect(namesOf({ access: "public", weights: { private: 2 } })).toEqual({
      everything: 1,
      public: 1,
      private: 2,
    });
  });

  test("are not those that it names and the venue does not have", () => {
    expect(namesOf({ access: "signed", weights: { unknown: 3 } })).toEqual({ everything: 1, private: 1 });
  });

  test("have keys of the place, the name and the group, and are kept as the venue documents them", () => {
    expect(scopesOf({ access: "signed", weights: { everything: 0, orders: 2 } })).toEqual([
      { key: `${PLACE}:private:default`, limit: toScopeLimit({ limit: 30 }, 0.1), weight: 1 },
      { key: `${PLACE}:orders:default`, limit: toScopeLimit({ limit: 15 }, 0.1), weight: 2 },
    ]);
  });

  test("leave nothing free for cancels where none are sent: under that of public requests", () => {
    const [everything, open] = scopesOf({ access: "public" });
    expect(everything?.limit.reserve).toBe(10);
    expect(open?.limit.reserve).toBe(0);
  });

  test("are those of the configuration where it has its own, with its group", () => {
    const configured: RateLimits = {
      private: { limit: 5, windowMs: 500, group: "account-7" },
      public: { limit: 3, cancelShare: 0.5 },
      orders: undefined,
    };
    expect(scopesOf({ access: "signed", weights: { everything: 0, orders: 1 } }, configured)).toEqual([
      { key: `${PLACE}:private:account-7`, limit: toScopeLimit({ limit: 5, windowMs: 500 }, 0.1), weight: 1 },
      { key: `${PLACE}:orders:default`, limit: toScopeLimit({ limit: 15 }, 0.1), weight: 1 },
    ]);
    const [, open] = scopesOf({ access: "public" }, configured);
    expect(open?.limit).toMatchObject({ kind: "window", size: 3, reserve: 2 });
  });

  test("are without one that the configuration lifts", () => {
    const request: LimitedRequest = { access: "signed", weights: { orders: 1 } };
    expect(namesOf(request, { private: false })).toEqual({ everything: 1, orders: 1 });
    expect(namesOf(request, { orders: false, everything: false })).toEqual({ private: 1 });
  });

  test("are none when the configuration lifts all, or the venue has none", () => {
    expect(scopesOf({ access: "signed", weights: { orders: 1 } }, false)).toEqual([]);
    expect(createScopeSelector({}, undefined, PLACE)({ access: "signed" })).toEqual([]);
  });

  test("are the same objects for each request: nothing is worked out again", () => {
    const select = createScopeSelector(FACTS, undefined, PLACE);
    const [first] = select({ access: "signed" });
    const [second] = select({ access: "signed" });
    expect(first?.limit).toBe(second?.limit);
  });
});
