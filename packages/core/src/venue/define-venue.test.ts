import { describe, expect, expectTypeOf, test } from "vitest";
import type { CallOptions } from "../contract/call-options.ts";
import {
  CAPABILITY_METHODS,
  CONTRACT_METHODS,
  OPTIONAL_METHODS,
  type OptionalMethod,
} from "../contract/capabilities.ts";
import type { VenueClient } from "../contract/venue-client.ts";
import { OrderType } from "../cqc/enums.ts";
import { ALL_OPERATIONS, LISTS } from "../testdata/clients/small-operations.ts";
import { createSmallVenue, GET_ORDER, type SmallOptions } from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { reply } from "../testdata/network/scripted-fetch.ts";
import type { ClientOf } from "./define-venue.ts";
import type { Operations, VenueOperations } from "./venue-operations.ts";

const has = (client: object, name: string): boolean => name in client;

describe("the methods of a client", () => {
  test("include the whole contract: without an operation a method rejects as unsupported and its capability is false", async () => {
    const { client, sent } = createSmallVenue(() => ({}));
    for (const name of CONTRACT_METHODS) {
      const method = client[name] as () => Promise<unknown>;
      expect(await failureOf(method())).toMatchObject({
        kind: "unsupported",
        venue: "smallvenue",
        operation: name,
        sent: "no",
      });
      expect(client.capabilities.methods[name]).toBe(false);
    }
    expect(sent).toHaveLength(0);
  });

  test("omit an optional role without an operation, and its capability is false", () => {
    const { client } = createSmallVenue(() => ({}));
    for (const name of OPTIONAL_METHODS) {
      expect(has(client, name)).toBe(false);
      expect(client.capabilities.methods[name]).toBe(false);
    }
  });

  test("are complete when every operation exists, and all capabilities are true", () => {
    const { client } = createSmallVenue(() => ALL_OPERATIONS);
    for (const name of CAPABILITY_METHODS) {
      expect(has(client, name)).toBe(true);
      expect(client.capabilities.methods[name]).toBe(true);
    }
    expect(client.capabilities.orderTypes).toEqual([OrderType.LIMIT]);
  });

  test("include an optional role only for its own operation", () => {
    for (const name of OPTIONAL_METHODS) {
      // editOrder also needs getOrder, because it reads the order first.
      const operations: VenueOperations = { ...GET_ORDER, [name]: ALL_OPERATIONS[name] };
      const { client } = createSmallVenue(() => operations);
      expect(OPTIONAL_METHODS.filter((each) => has(client, each))).toEqual([name]);
      expect(OPTIONAL_METHODS.filter((each) => client.capabilities.methods[each])).toEqual([name]);
    }
  });

  test("omit editOrder when the venue has no operation that reads an order", () => {
    const { client } = createSmallVenue((): VenueOperations => ({ editOrder: ALL_OPERATIONS.editOrder }));
    expect(has(client, "editOrder")).toBe(false);
    expect(client.capabilities.methods.editOrder).toBe(false);
  });

  test("reject getOrderBook as unsupported when the book is streamed and no operation subscribes to it", async () => {
    const { client } = createSmallVenue(() => ({ getOrderBook: "streamed" as const }));
    expect(await failureOf(client.getOrderBook("BTC-USD"))).toMatchObject({ kind: "unsupported" });
    expect(client.capabilities.methods.getOrderBook).toBe(false);
  });

  test("work without `this`, so that they can be destructured", async () => {
    const { client } = createSmallVenue(() => ALL_OPERATIONS, { answers: [reply(200, { id: "order-1" })] });
    const { getOrder } = client;
    expect(await getOrder("order-1")).toMatchObject({ orderId: "order-1" });
  });

  test("reject after the client is closed", async () => {
    const { client } = createSmallVenue(() => ALL_OPERATIONS);
    await client.close();
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});

describe("the type of a client", () => {
  const typeOf = <Table extends VenueOperations>(_operations: Table): ClientOf<Table> => undefined as never;

  test("extends VenueClient for any operations", () => {
    expectTypeOf(typeOf({})).toExtend<VenueClient>();
    expectTypeOf(typeOf(ALL_OPERATIONS)).toExtend<VenueClient>();
  });

  test("has the optional methods that have operations, and no others", () => {
    expectTypeOf<keyof ClientOf<object> & OptionalMethod>().toBeNever();
    expectTypeOf<keyof ClientOf<typeof ALL_OPERATIONS> & OptionalMethod>().toEqualTypeOf<OptionalMethod>();
    expectTypeOf<
      keyof ClientOf<Operations<"editOrder" | "getOrder">> & OptionalMethod
    >().toEqualTypeOf<"editOrder">();
    expectTypeOf<
      keyof ClientOf<Operations<"previewOrder">> & OptionalMethod
    >().toEqualTypeOf<"previewOrder">();
    expectTypeOf<keyof ClientOf<Operations<"getFills">> & OptionalMethod>().toEqualTypeOf<"getFills">();
    expectTypeOf<keyof ClientOf<Operations<"isBeingEdited">> & OptionalMethod>().toBeNever();
    const { client } = createSmallVenue(() => ({ getFills: LISTS.getFills }));
    expectTypeOf(client).toHaveProperty("getFills");
    expectTypeOf(client).not.toHaveProperty("getProducts");
  });

  test("has the options of the venue's operation in placeOrder and previewOrder", () => {
    expectTypeOf<Parameters<ClientOf<object>["placeOrder"]>[1]>().toEqualTypeOf<CallOptions | undefined>();
    type Client = ClientOf<Operations<"placeOrder" | "previewOrder", SmallOptions>>;
    expectTypeOf<Parameters<Client["placeOrder"]>[1]>().toEqualTypeOf<SmallOptions | undefined>();
    expectTypeOf<Parameters<Client["previewOrder"]>[1]>().toEqualTypeOf<SmallOptions | undefined>();
  });
});

test("a factory sends nothing, opens no socket and starts no timer", () => {
  const { clock, sent, streams } = createSmallVenue(() => ALL_OPERATIONS);
  expect(sent).toHaveLength(0);
  expect(streams.sockets.sockets).toHaveLength(0);
  expect(clock.timers()).toBe(0);
});
