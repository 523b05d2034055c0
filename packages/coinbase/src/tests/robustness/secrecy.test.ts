/** No error or log shows a secret or a body of the venue. */
import { inspect } from "node:util";
import type { VenueError } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import type { CoinbaseClient } from "../../client.ts";
import type { CoinbaseConfig, CoinbaseCredentials } from "../../config.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Fixture, fixturesOf, type Json } from "../../testdata/fixtures/fixtures.ts";
import { ED25519, KEY_NAME, P256 } from "../../testdata/keys/keys.ts";
import { limitOrder } from "../../testdata/orders.ts";
import {
  type Answer,
  lost,
  reply,
  replyOf,
  truncated,
  type VenueRequest,
} from "../../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../../testdata/scripted/test-client.ts";

const CREDENTIALS: Readonly<Record<string, CoinbaseCredentials>> = {
  "a P-256 key": { keyName: KEY_NAME, privateKey: P256.pem },
  "an Ed25519 key": { keyName: KEY_NAME, privateKey: ED25519.pair },
  "a legacy key": { apiKey: "canary-api-key-01", secret: "canary-secret-000002" },
  "an Exchange key": {
    apiKey: "canary-api-key-03",
    secret: Buffer.from("canary-secret-000004").toString("base64"),
    passphrase: "canary passphrase 05",
  },
};

const CALLS: Readonly<Record<string, (client: CoinbaseClient) => Promise<unknown>>> = {
  "POST /orders": (client) => client.placeOrder(limitOrder({ quantity: "7.0707" })),
  "POST /orders/batch_cancel": (client) => client.cancelOrder("order-1"),
  "POST /orders/preview": (client) => client.previewOrder(limitOrder({ quantity: "7.0707" })),
  "GET /orders/historical/order-1": (client) => client.getOrder("order-1"),
  "GET /accounts": (client) => client.getBalance(),
};

/** The headers that the transport adds. Every other header is secret. */
const PLAIN_HEADERS = new Set(["accept", "content-type", "cache-control"]);

/** Returns the secrets in every spelling, and the signatures made with them. */
function canariesOf(credentials: CoinbaseCredentials, requests: readonly VenueRequest[]): string[] {
  const secrets = Object.entries(credentials).flatMap(([name, value]) => (name === "keyName" ? [] : [value]));
  const headers = requests.flatMap(({ headers }) =>
    [...headers].filter(([name]) => !PLAIN_HEADERS.has(name) && name !== "cb-access-timestamp"),
  );
  const values = [...secrets, ...headers.map(([, value]) => value)];
  const parts = values
    .flatMap((value) => [value, ...value.split(/[\s.]+/)])
    .filter((part) => part.length >= 12);
  return parts.flatMap((part) => [
    part,
    JSON.stringify(part).slice(1, -1),
    encodeURIComponent(part),
    Buffer.from(part).toString("base64"),
    Buffer.from(part).toString("hex"),
  ]);
}

/** Returns all visible text of an error. */
function everythingOf(error: VenueError): string {
  const deep = inspect(error, { depth: 20, showHidden: true, getters: true });
  return [error.stack, JSON.stringify(error), inspect(error), deep, inspect(error.cause)].join("\n");
}

async function expectNothingShown(config: CoinbaseConfig, answer: Answer, hidden: readonly string[] = []) {
  for (const [route, call] of Object.entries(CALLS)) {
    const { client, requests, logged } = createTestClient({ [route]: answer }, config);
    const shown = `${everythingOf(await failureOf(call(client)))}\n${logged.join("\n")}`;
    const canaries = canariesOf(config.credentials as CoinbaseCredentials, requests);
    expect(canaries.length).toBeGreaterThan(10);
    for (const canary of [...canaries, ...hidden, "7.0707"]) expect(shown).not.toContain(canary);
  }
}

const failures: readonly Fixture[] = [
  ...fixturesOf("rest.error"),
  ...fixturesOf("rest.create_order.response").filter(({ input }) => Object(input).success === false),
];

describe.each(Object.entries(CREDENTIALS))("with %s", (_, credentials) => {
  test.each(failures)("$name shows no secret and no text of a page", async (fixture) => {
    await expectNothingShown({ credentials }, replyOf(fixture), [
      "<html",
      "<!doctype",
      "upstream",
      "maintenance",
    ]);
  });

  test.each<[string, Answer]>([
    ["a broken connection", lost],
    ["half a body", truncated],
    ["an empty body", reply("")],
    ["a list of secrets", reply('["canary"]')],
  ])("%s shows no secret", async (_name, answer) => {
    await expectNothingShown({ credentials }, answer);
  });

  test.each<[string, (request: VenueRequest) => Response]>([
    ["as text", ({ headers }) => new Response([...headers].join("\n"), { status: 400 })],
    [
      "in a message",
      ({ headers }) =>
        Response.json({ error: "BAD", message: `got ${[...headers].join()}` }, { status: 400 }),
    ],
    ["as the code", ({ headers }) => Response.json({ error: [...headers].flat().join("") }, { status: 403 })],
    ["on a page", ({ headers }) => new Response(`<html>${[...headers].join()}</html>`, { status: 502 })],
  ])("a reply that repeats every header %s is not shown", async (_name, echo) => {
    await expectNothingShown({ credentials }, echo);
  });
});

/** Refusals with HTTP 200 whose texts repeat every header. */
const REFUSALS: Readonly<
  Record<string, readonly [(client: CoinbaseClient) => Promise<unknown>, (echo: string) => Json]>
> = {
  cancelOrder: [
    (client) => client.cancelOrder("order-1"),
    (echo) => ({ results: [{ order_id: "order-1", success: false, failure_reason: echo }] }),
  ],
  cancelOrders: [
    async (client) => {
      for (const { error } of await client.cancelOrders(["order-1"])) throw error;
    },
    (echo) => ({ results: [{ order_id: "order-1", success: false, failure_reason: echo }] }),
  ],
  editOrder: [
    (client) => client.editOrder("order-1", { price: "7.0707" }),
    (echo) => ({ success: false, errors: [{ edit_failure_reason: echo }] }),
  ],
  placeOrder: [
    (client) => client.placeOrder(limitOrder()),
    (echo) => ({ success: false, error_response: { error: echo, message: echo } }),
  ],
};

describe.each(Object.entries(CREDENTIALS))("with %s", (_, credentials) => {
  test.each(Object.entries(REFUSALS))(
    "a refusal of %s that repeats every header is not shown",
    async (_name, [call, body]) => {
      const echo: Answer = ({ headers }) => Response.json(body([...headers].flat().join(" ")));
      const order_configuration = { limit_limit_gtc: { base_size: "1", limit_price: "2" } };
      const order = reply({ order: { order_id: "order-1", status: "OPEN", order_configuration } });
      const { client, requests, logged } = createTestClient(
        {
          "GET /orders/historical/order-1": order,
          "POST /orders": echo,
          "POST /orders/edit": echo,
          "POST /orders/batch_cancel": echo,
        },
        { credentials },
      );
      const error = await failureOf(call(client));
      expect(error.kind).toBe("rejected");
      const canaries = canariesOf(credentials, requests);
      expect(canaries.length).toBeGreaterThan(10);
      for (const canary of canaries) expect(`${everythingOf(error)}${logged.join("")}`).not.toContain(canary);
    },
  );
});

describe.each(["a P-256 key", "an Ed25519 key"])("with %s", (name) => {
  test("a rejection that repeats the token is not shown", async () => {
    const credentials = CREDENTIALS[name] ?? expect.fail();
    const echo: Answer = ({ headers }) => {
      const message = `seen: ${headers.get("authorization")}`;
      return Response.json({ success: false, error_response: { error: message, message } });
    };
    const { client, requests } = createTestClient({ "POST /orders": echo }, { credentials });
    const shown = everythingOf(await failureOf(client.placeOrder(limitOrder())));
    for (const canary of canariesOf(credentials, requests)) expect(shown).not.toContain(canary);
  });
});
