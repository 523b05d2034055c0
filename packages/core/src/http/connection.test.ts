import { expect, test, vi } from "vitest";
import type { ClientConfig } from "../contract/client-config.ts";
import { countingSigner } from "../testdata/counting-signer.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { CALL, createTestClient } from "../testdata/test-client.ts";
import { createConnection, type VenueFacts } from "./connection.ts";

const facts = (toSigner: VenueFacts<string>["toSigner"]): VenueFacts<string, "portfolioId"> => ({
  venue: "testvenue",
  defaultBaseUrl: "https://api.testvenue.example",
  basePath: [],
  ownIds: ["portfolioId"],
  toSigner,
  readRefusal: () => ({}),
});

test("a connection sends nothing and starts no timer", () => {
  const fetch = vi.fn();
  const { clock } = createTestClient({ fetch });
  expect(fetch).not.toHaveBeenCalled();
  expect(clock.timers()).toBe(0);
});

test("credentials that are data are made into a signer at once, so that a wrong key fails early", async () => {
  const toSigner = vi.fn(() => countingSigner());
  createConnection(facts(toSigner), { credentials: "key" }, {}, CALL);
  expect(toSigner.mock.calls).toEqual([["key", CALL]]);
});

test("credentials that are a function are not asked for yet", () => {
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

test("a configuration that is wrong is refused before anything is made of it", async () => {
  const toSigner = vi.fn(() => countingSigner());
  const config = { credentials: "key", baseUrl: "http://api.example.com", portfolioId: "p" };
  const error = await failureOf(() =>
    createConnection(facts(toSigner), config as ClientConfig<string>, {}, CALL),
  );
  expect(error).toMatchObject({ kind: "invalidInput", field: "baseUrl" });
  expect(toSigner).not.toHaveBeenCalled();
});

test("ids of the venue's own are checked, and kept for its requests", async () => {
  const connect = (ids: { readonly portfolioId?: string }) =>
    createConnection(
      facts(() => countingSigner()),
      ids,
      {},
      CALL,
    );
  expect(connect({ portfolioId: "portfolio-7" }).ownIds).toEqual({ portfolioId: "portfolio-7" });
  expect(connect({}).ownIds).toEqual({});
  const error = await failureOf(() => connect({ portfolioId: "../x" }));
  expect(error).toMatchObject({ kind: "invalidInput", field: "portfolioId" });
});
