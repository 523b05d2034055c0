import { expect, test, vi } from "vitest";
import type { Account, Health, Market, Streaming, Trading } from "../contract/venue-client.ts";
import { OrderType } from "../cqc/enums.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { createTestClient } from "../testdata/test-client.ts";
import { assembleClient } from "./assemble-client.ts";

const unused = (): never => expect.fail("nothing is called here");

const METHODS: Trading & Account & Market & Streaming & Health = {
  placeOrder: unused,
  cancelOrder: unused,
  getOrder: unused,
  getOrders: unused,
  getBalance: unused,
  getOrderBook: unused,
  subscribeOrderBook: unused,
  subscribeTrades: unused,
  health: unused,
};

function assemble(lacks: "subscribeTrades"[] = []) {
  const { connection } = createTestClient({});
  const streaming = { close: vi.fn(async () => {}) };
  const client = assembleClient(
    connection,
    { streaming, orderTypes: [OrderType.LIMIT], lacks },
    { ...METHODS, getFills: unused, getPortfolios: unused },
  );
  return { client, streaming, connection };
}

test("a client has its methods, its venue, and says what it can do", () => {
  const { client } = assemble();
  expect(client).toMatchObject({ ...METHODS, getFills: unused, getPortfolios: unused, venue: "testvenue" });
  expect(client.capabilities.orderTypes).toEqual([OrderType.LIMIT]);
  const { methods } = client.capabilities;
  expect(methods).toMatchObject({ placeOrder: true, subscribeTrades: true, getFills: true });
  expect(methods).toMatchObject({ getProducts: false, editOrder: false });
});

test("a method that only says that the venue lacks it is none of its capabilities", () => {
  expect(assemble(["subscribeTrades"]).client.capabilities.methods.subscribeTrades).toBe(false);
});

test("to close or dispose of a client ends its calls and its streams", async () => {
  for (const end of ["close", Symbol.asyncDispose] as const) {
    const { client, streaming, connection } = assemble();
    await client[end]();
    expect(streaming.close).toHaveBeenCalledTimes(1);
    const late = connection.calls.run("getOrder", {}, unused);
    expect(await failureOf(late)).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
  }
});
