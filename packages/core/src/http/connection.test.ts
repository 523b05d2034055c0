import { expect, test, vi } from "vitest";
import type { ClientConfig } from "../contract/client-config.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { CALL, createTestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import { optional } from "../validation/checkers.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { createConnection, type RestFacts } from "./connection.ts";
import { decodeByStatus } from "./reply/decode.ts";

interface Own {
  readonly portfolioId: string | undefined;
}

const facts = (toSigner: RestFacts<string>["toSigner"]): RestFacts<string, Own> => ({
  venue: "testvenue",
  defaultBaseUrl: "https://api.testvenue.example",
  basePath: [],
  ownConfig: { portfolioId: optional(checkOrderId) },
  toSigner,
  decode: decodeByStatus(() => ({})),
});

test("a new connection sends nothing and starts no timer", () => {
  const fetch = vi.fn();
  const { clock } = createTestClient({ fetch });
  expect(fetch).not.toHaveBeenCalled();
  expect(clock.timers()).toBe(0);
});

test("fixed credentials become a signer at once, so that a wrong key fails early", async () => {
  const toSigner = vi.fn(() => countingSigner());
  createConnection(facts(toSigner), { credentials: "key" }, {}, CALL);
  expect(toSigner.mock.calls).toEqual([["key", CALL]]);
});

test("a credentials function is not called by a new connection", () => {
  const credentials = vi.fn(() => "key");
  const connection = createConnection(
    facts(() => countingSigner()),
    { credentials },
    {},
    CALL,
  );
  expect(credentials).not.toHaveBeenCalled();
  expect(connection.http.canSign).toBe(true);
});

test("an invalid configuration is refused before a signer is created", async () => {
  const toSigner = vi.fn(() => countingSigner());
  const config = { credentials: "key", baseUrl: "http://api.example.com", portfolioId: "p" };
  const error = await failureOf(() =>
    createConnection(facts(toSigner), config as ClientConfig<string>, {}, CALL),
  );
  expect(error).toMatchObject({ kind: "invalidInput", field: "baseUrl" });
  expect(toSigner).not.toHaveBeenCalled();
});

test("venue-specific fields are checked and kept for the requests", async () => {
  const connect = (own: { readonly portfolioId?: string }) =>
    createConnection(
      facts(() => countingSigner()),
      own as ClientConfig<string>,
      {},
      CALL,
    );
  expect(connect({ portfolioId: "portfolio-7" }).own).toEqual({ portfolioId: "portfolio-7" });
  expect(connect({}).own).toEqual({ portfolioId: undefined });
  const error = await failureOf(() => connect({ portfolioId: "../x" }));
  expect(error).toMatchObject({ kind: "invalidInput", field: "portfolioId" });
});

test("a venue-specific field may have any type and may be required", async () => {
  const markets = (value: unknown, call: CallContext, field: string): readonly string[] => {
    if (!Array.isArray(value)) throw invalidInput(call, field, "must be a list");
    return value.map(String);
  };
  const own = {
    ...facts(() => countingSigner()),
    ownConfig: { markets },
  };
  const connect = (config: object) => createConnection(own, config as ClientConfig<string>, {}, CALL);
  expect(connect({ markets: ["BTC-USD"] }).own).toEqual({ markets: ["BTC-USD"] });
  for (const config of [{}, { markets: "BTC-USD" }]) {
    expect(await failureOf(() => connect(config))).toMatchObject({ kind: "invalidInput", field: "markets" });
  }
  expect(await failureOf(() => connect({ markets: [], market: "x" }))).toMatchObject({ field: "config" });
});
