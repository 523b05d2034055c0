import { OrderType } from "@cqvx/core";
import { CONTRACT_METHODS, OPTIONAL_METHODS } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { EVERY_METHOD } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { createMockClient, type MockClientOptions } from "./mock-client.ts";

test("a mock supports everything by default", () => {
  const { venue, capabilities } = createMockClient();
  expect(venue).toBe("mock");
  expect(Object.values(capabilities.methods)).toEqual(Array(14).fill(true));
  expect(capabilities.orderTypes).toEqual(Object.values(OrderType).filter((type) => type !== 0));
});

describe("a method that the venue lacks", () => {
  test.each(CONTRACT_METHODS)("rejects with unsupported when it is a contract method: %s", async (method) => {
    const client = createMockClient({ lacks: [method], venue: "coinbase" });
    const each = EVERY_METHOD.find((candidate) => candidate.method === method);
    each?.answers(client)(each.value);
    const error = await failureOf(() => each?.call(client));
    expect(error).toMatchObject({ kind: "unsupported", venue: "coinbase", operation: method, sent: "no" });
    expect(error.code).toBeUndefined();
    expect(client.capabilities.methods[method]).toBe(false);
  });

  test.each(OPTIONAL_METHODS)("is absent when it belongs to an optional role: %s", (method) => {
    const client = createMockClient({ lacks: [method] });
    expect(method in client).toBe(false);
    expect(client.capabilities.methods[method]).toBe(false);
  });

  test("does not affect other methods", async () => {
    const client = createMockClient({ lacks: ["getBalance", "getFills", "getFills"] });
    for (const { method, call, value, answers } of EVERY_METHOD) {
      if (method === "getBalance" || method === "getFills") continue;
      answers(client)(value);
      await expect(call(client)).resolves.toBeDefined();
      expect(client.capabilities.methods[method]).toBe(true);
    }
  });
});

test("later changes of the options have no effect", () => {
  const lacks: ["getFills" | "getProducts"] = ["getFills"];
  const orderTypes: OrderType[] = [OrderType.LIMIT];
  const client = createMockClient({ lacks, orderTypes });
  lacks[0] = "getProducts";
  orderTypes.push(OrderType.MARKET);
  expect(client.capabilities.orderTypes).toEqual([OrderType.LIMIT]);
  expect(client.capabilities.methods).toMatchObject({ getFills: false, getProducts: true });
});

describe("options", () => {
  test.each<readonly [field: string, options: unknown]>([
    ["options", { latency: 5 }],
    ["options", { lack: [] }],
    ["venue", { venue: "" }],
    ["venue", { venue: "my venue" }],
    ["venue", { venue: "v".repeat(41) }],
    ["venue", { venue: 5 }],
    ["venue", { venue: null }],
    ["latencyMs", { latencyMs: -1 }],
    ["latencyMs", { latencyMs: Number.NaN }],
    ["latencyMs", { latencyMs: Number.POSITIVE_INFINITY }],
    ["latencyMs", { latencyMs: "5" }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["seed", { seed: 1.5 }],
    ["seed", { seed: Number.NaN }],
    ["seed", { seed: "1" }],
    ["clock", { clock: { now: () => 0 } }],
    ["clock", { clock: null }],
    ["logger", { logger: console.log }],
    ["lacks", { lacks: "getFills" }],
    ["lacks[1]", { lacks: ["getFills", "withdraw"] }],
    ["orderTypes", { orderTypes: OrderType.LIMIT }],
    ["orderTypes[0]", { orderTypes: ["LIMIT"] }],
    ["orderTypes[0]", { orderTypes: [OrderType.UNSPECIFIED] }],
  ])("are refused by the name of the field: %s", async (field, options) => {
    expect(await failureOf(() => createMockClient(options as MockClientOptions))).toMatchObject({
      kind: "invalidInput",
      field,
      venue: "mock",
      operation: "createMockClient",
      sent: "no",
    });
  });

  test("that are undefined have their defaults", async () => {
    const client = createMockClient({
      venue: undefined,
      latencyMs: undefined,
      timeoutMs: undefined,
      seed: undefined,
      clock: undefined,
      logger: undefined,
      lacks: undefined,
      orderTypes: undefined,
      over: undefined,
    });
    client.onHealth({});
    expect(await client.health()).toMatchObject({ venue: "mock", latencyMs: 0 });
  });
});
