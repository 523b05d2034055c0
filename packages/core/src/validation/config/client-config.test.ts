import { describe, expect, test } from "vitest";
import type { ClientConfig } from "../../contract/client-config.ts";
import { CALL } from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { checkOrderId } from "../identifiers.ts";
import { checkClientConfig } from "./client-config.ts";

const FACTS = { defaultBaseUrl: "https://api.example.com", ownConfig: { portfolioId: checkOrderId } };

const MARKET = new URL("wss://market.example.com");
const USER = new URL("wss://user.example.com");
const STREAMING_FACTS = { ...FACTS, defaultWsUrls: { market: MARKET.origin, user: USER.origin } };

const checkStreaming = (config: unknown) =>
  checkClientConfig(config as ClientConfig<unknown>, STREAMING_FACTS, CALL);

const check = (config: unknown) => checkClientConfig(config as ClientConfig<unknown>, FACTS, CALL);

describe("a configuration", () => {
  test("that is empty has the defaults", () => {
    expect(check({})).toEqual({
      origin: new URL("https://api.example.com"),
      socketOrigins: {},
      timeoutMs: 10_000,
      cancelMs: 2_000,
      maxOrderDelayMs: 1_000,
      rateLimit: undefined,
      retry: { attempts: 3, baseMs: 100, capMs: 2_000 },
      circuitBreaker: { failures: 5, openMs: 2_000 },
    });
  });

  test("has the venue's sockets by default, and overrides them with `wsUrls`", () => {
    expect(checkStreaming({}).socketOrigins).toEqual({ market: MARKET, user: USER });
    const own = { wsUrls: { user: "ws://127.0.0.1:9000" } };
    expect(checkStreaming(own).socketOrigins).toEqual({
      market: MARKET,
      user: new URL("ws://127.0.0.1:9000"),
    });
  });

  test("with a baseUrl has no default sockets, so that a sandbox and the venue never mix", () => {
    const baseUrl = "http://127.0.0.1:8080";
    expect(checkStreaming({ baseUrl }).socketOrigins).toEqual({});
    const wsUrls = { market: "ws://127.0.0.1:8081" };
    expect(checkStreaming({ baseUrl, wsUrls }).socketOrigins).toEqual({ market: new URL(wsUrls.market) });
  });

  test.each<readonly [string, unknown]>([
    ["wsUrls", { wsUrls: "canary" }],
    ["wsUrls", { wsUrls: { "canary/9+fA": "wss://example.com" } }],
    ["wsUrls.market", { wsUrls: { market: "ws://canary.example.com" } }],
    ["wsUrls.market", { wsUrls: { market: "https://canary.example.com" } }],
    ["wsUrls.user", { wsUrls: { user: "wss://canary.example.com/path" } }],
    ["wsUrls.user", { wsUrls: { user: "wss://name:canary@example.com" } }],
  ])("is refused for its %s: %j", async (field, config) => {
    const error = await failureOf(() => checkStreaming(config));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", ...CALL });
    expect(everythingOf(error)).not.toContain("canary");
  });

  test("of a venue without sockets has no wsUrls", async () => {
    const error = await failureOf(() => check({ wsUrls: { market: "wss://example.com" } }));
    expect(error).toMatchObject({ kind: "invalidInput", field: "config" });
  });

  test("keeps the given values", () => {
    const config = {
      credentials: { key: "k" },
      baseUrl: "http://localhost:8080",
      timeoutMs: 0.5,
      orderSafety: { cancelMs: 0, maxOrderDelayMs: 50 },
      retry: { attempts: 2 },
      circuitBreaker: false,
      portfolioId: "p",
    } as const;
    expect(check(config)).toEqual({
      origin: new URL("http://localhost:8080"),
      socketOrigins: {},
      timeoutMs: 0.5,
      cancelMs: 0,
      maxOrderDelayMs: 50,
      rateLimit: undefined,
      retry: { attempts: 2, baseMs: 100, capMs: 2_000 },
      circuitBreaker: undefined,
    });
  });

  test.each<readonly [string, unknown]>([
    ["config", undefined],
    ["config", null],
    ["config", "canary"],
    ["config", { baseURL: "canary" }],
    ["config", { "canary/9+fA": "canary" }],
    ["config", []],
    ["orderSafety", { orderSafety: { cancelMS: 5 } }],
    ["orderSafety", { orderSafety: "canary" }],
    ["baseUrl", { baseUrl: "http://canary.example.com" }],
    ["baseUrl", { baseUrl: 5 }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: -1 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["timeoutMs", { timeoutMs: Number.POSITIVE_INFINITY }],
    ["timeoutMs", { timeoutMs: 2 ** 31 }],
    ["timeoutMs", { timeoutMs: "canary" }],
    ["orderSafety.cancelMs", { orderSafety: { cancelMs: -1 } }],
    ["orderSafety.cancelMs", { orderSafety: { cancelMs: 60_001 } }],
    ["orderSafety.cancelMs", { orderSafety: { cancelMs: Number.NaN } }],
    ["orderSafety.cancelMs", { orderSafety: { cancelMs: "canary" } }],
  ])("is refused for its %s: %j", async (field, config) => {
    const error = await failureOf(() => check(config));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", ...CALL });
    expect(everythingOf(error)).not.toContain("canary");
  });
});
