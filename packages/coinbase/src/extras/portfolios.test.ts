import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { reply, replyOf } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

const ROUTE = "GET /portfolios";

test("a portfolio has its id, name, type and the deleted flag", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("portfolios") });
  const id = expect.stringMatching(/^[\da-f-]{36}$/);
  expect(await client.getPortfolios()).toEqual([
    { id, name: "Default", type: "DEFAULT", deleted: false },
    { id, name: "Arbitrage", type: "CONSUMER", deleted: true },
    { id, name: "", type: "", deleted: false },
  ]);
});

test("a portfolio without an id is malformed", async () => {
  const { client } = createTestClient({ [ROUTE]: reply({ portfolios: [{ name: "Default" }] }) });
  expect(await failureOf(client.getPortfolios())).toMatchObject({ reason: "portfolios[0].uuid is missing" });
});
