import { expect, test, vi } from "vitest";
import { OrderType } from "../cqc/enums.ts";
import { createTestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { assembleClient } from "./assemble-client.ts";

const unused = (): never => expect.fail("nothing is called here");

const METHODS = { getOrder: unused, getFills: unused, getPortfolios: unused };

function assemble() {
  const { connection } = createTestClient({});
  const close = vi.fn(async () => {});
  const operations = { getOrder: unused, getFills: unused };
  const client = assembleClient(connection, { operations, orderTypes: [OrderType.LIMIT], close }, METHODS);
  return { client, close, connection };
}

test("a client has its methods, its venue and its capabilities", () => {
  const { client } = assemble();
  expect(client).toMatchObject({ ...METHODS, venue: "testvenue" });
  expect(client.capabilities.orderTypes).toEqual([OrderType.LIMIT]);
  const { methods } = client.capabilities;
  expect(methods).toMatchObject({ getOrder: true, getFills: true });
  expect(methods).toMatchObject({ placeOrder: false, getProducts: false, editOrder: false });
});

test("closing or disposing a client ends its calls and its streams", async () => {
  for (const end of ["close", Symbol.asyncDispose] as const) {
    const { client, close, connection } = assemble();
    await client[end]();
    expect(close).toHaveBeenCalledTimes(1);
    const late = connection.calls.run("getOrder", {}, unused);
    expect(await failureOf(late)).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
  }
});
