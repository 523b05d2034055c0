import { expect, test } from "vitest";
import { CONTRACT_METHODS, OPTIONAL_METHODS } from "../contract/capabilities.ts";
import { createTestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { ORDER } from "../testdata/messages.ts";
import type { ClientOperations } from "./client-operations.ts";
import { createMethods } from "./create-methods.ts";
import { createLocalStreams } from "./local-streams.ts";

function methodsOf<Operations extends ClientOperations>(operations: Operations) {
  const { connection } = createTestClient({});
  const streams = createLocalStreams(connection.runtime.logger);
  return createMethods({ ...connection, streams, placeOptions: {} }, operations);
}

test("a contract method without an operation rejects as unsupported and names itself", async () => {
  const methods = methodsOf({});
  expect(Object.keys(methods)).toEqual([...CONTRACT_METHODS]);
  for (const name of CONTRACT_METHODS) {
    const call = methods[name] as () => Promise<unknown>;
    expect(await failureOf(call())).toMatchObject({
      kind: "unsupported",
      operation: name,
      sent: "no",
      reason: "testvenue does not have it",
    });
  }
});

test("a method of an optional role exists only when its own operation exists", async () => {
  for (const name of OPTIONAL_METHODS) {
    const methods = methodsOf({ [name]: async () => [] });
    expect(OPTIONAL_METHODS.filter((each) => each in methods)).toEqual([name]);
  }
});

test("an operation receives checked input and a call that names its method and its order", async () => {
  const seen: unknown[] = [];
  const { getOrder } = methodsOf({
    getOrder: async (orderId, { operation, orderId: about }) => {
      seen.push([orderId, operation, about]);
      return ORDER;
    },
  });
  expect(await getOrder("order-1")).toBe(ORDER);
  expect(await failureOf(getOrder("../order"))).toMatchObject({ kind: "invalidInput", field: "orderId" });
  expect(seen).toEqual([["order-1", "getOrder", "order-1"]]);
});
