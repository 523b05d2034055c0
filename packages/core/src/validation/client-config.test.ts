import { describe, expect, test } from "vitest";
import type { ClientConfig } from "../contract/client-config.ts";
import { everythingOf } from "../testdata/everything-of.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { CALL } from "../testdata/test-client.ts";
import { checkClientConfig } from "./client-config.ts";

const FACTS = { defaultBaseUrl: "https://api.example.com", ownFields: ["portfolioId"] };

const check = (config: unknown) => checkClientConfig(config as ClientConfig<unknown>, FACTS, CALL);

describe("a configuration", () => {
  test("that is empty has the defaults", () => {
    expect(check({})).toEqual({
      origin: new URL("https://api.example.com"),
      timeoutMs: 10_000,
      cancelMs: 2_000,
    });
  });

  test("keeps what it says", () => {
    const config = {
      credentials: { key: "k" },
      baseUrl: "http://localhost:8080",
      timeoutMs: 0.5,
      orderSafety: { cancelMs: 0 },
      portfolioId: "p",
    };
    expect(check(config)).toEqual({
      origin: new URL("http://localhost:8080"),
      timeoutMs: 0.5,
      cancelMs: 0,
    });
  });

  test.each<readonly [string, unknown]>([
    ["config", undefined],
    ["config", null],
    ["config", "canary"],
    ["config", { baseURL: "canary" }],
    ["config", { canary: "canary" }],
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
