import { describe, expect, test } from "vitest";
import type { CallOptions } from "../contract/call-options.ts";
import type { ClientConfig } from "../contract/client-config.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { acknowledge } from "../normalize/acknowledge.ts";
import { ALL_OPERATIONS, NEW_ORDER, PREVIEW } from "../testdata/clients/small-operations.ts";
import {
  createSmallVenue,
  GET_ORDER,
  readSmallOrder,
  SMALL_VENUE,
  type SmallCheckers,
  type SmallOptions,
} from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, silence } from "../testdata/network/scripted-fetch.ts";
import { checkCount, oneOf, optional } from "../validation/checkers.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { defineVenue } from "./define-venue.ts";
import { runExtra } from "./run-extra.ts";
import type { Operations, VenueOperations } from "./venue-operations.ts";

describe("the venue-specific configuration", () => {
  interface Own {
    readonly desk: string;
    readonly mode: "live" | "paper" | undefined;
  }
  const ownConfig = { desk: checkOrderId, mode: optional(oneOf("live", "paper")) };

  const create = (config: object) =>
    createSmallVenue<VenueOperations, Own>(
      ({ own }) => ({ getOrder: (orderId) => ({ path: [own.desk, orderId], read: readSmallOrder }) }),
      { facts: { ownConfig }, config: config as ClientConfig<string>, answers: [reply(200, { id: "o" })] },
    );

  test("is checked by the factory and passed to the operations", async () => {
    const { client, sent } = create({ desk: "desk-7", mode: "paper" });
    await client.getOrder("o");
    expect(sent[0]?.url.pathname).toBe("/v2/desk-7/o");
  });

  test.each<readonly [string, object]>([
    ["desk", {}],
    ["desk", { desk: "../x" }],
    ["desk", { desk: 7 }],
    ["mode", { desk: "d", mode: "LIVE" }],
    ["mode", { desk: "d", mode: null }],
    ["config", { desk: "d", modes: "live" }],
    ["baseUrl", { desk: "d", baseUrl: "http://api.example.com" }],
  ])("is refused with the name of the invalid field: %s", async (field, config) => {
    expect(await failureOf(() => create(config))).toMatchObject({
      kind: "invalidInput",
      field,
      venue: "smallvenue",
      operation: "createSmallvenueClient",
      sent: "no",
    });
  });

  test("is refused at a venue that declares none", async () => {
    const create = defineVenue(SMALL_VENUE, () => ({}));
    const error = await failureOf(() => create({ desk: "d" } as ClientConfig<string>));
    expect(error).toMatchObject({ kind: "invalidInput", field: "config" });
    expect(create()).toMatchObject({ venue: "smallvenue" });
  });
});

describe("the venue-specific options of placeOrder", () => {
  const placeOptions: SmallCheckers = { account: optional(checkOrderId) };

  function createWithOptions() {
    const seen: (SmallOptions | undefined)[] = [];
    const operations: Operations<"placeOrder" | "previewOrder", SmallOptions> = {
      placeOrder: async (order, _call, options) => {
        seen.push(options);
        return acknowledge(order, "o");
      },
      previewOrder: async (_order, _call, options) => {
        seen.push(options);
        return PREVIEW;
      },
    };
    return { ...createSmallVenue(() => operations, { facts: { placeOptions } }), seen };
  }

  test("are passed to the operations of placeOrder and previewOrder", async () => {
    const { client, seen } = createWithOptions();
    await client.placeOrder(NEW_ORDER, { account: "a-1", timeoutMs: 500 });
    await client.previewOrder(NEW_ORDER, { account: "a-2" });
    await client.placeOrder(NEW_ORDER);
    expect(seen.map((options) => options?.account)).toEqual(["a-1", "a-2", undefined]);
    expect(seen[0]).toEqual({ account: "a-1", timeoutMs: 500 });
  });

  test.each(["placeOrder", "previewOrder"] as const)("are checked by %s", async (name) => {
    const { client, seen } = createWithOptions();
    const call = (options: object) => failureOf(client[name](NEW_ORDER, options));
    expect(await call({ account: "../x" })).toMatchObject({ kind: "invalidInput", field: "account" });
    expect(await call({ accounts: "a" })).toMatchObject({
      kind: "invalidInput",
      field: "options",
      reason: "options has no accounts: its fields are signal, timeoutMs, account",
    });
    expect(await call({ account: "a", timeoutMs: 0 })).toMatchObject({ field: "timeoutMs" });
    expect(seen).toEqual([]);
  });

  test("are refused with the clientOrderId of the order in the error", async () => {
    const { client } = createWithOptions();
    expect(await failureOf(client.placeOrder(NEW_ORDER, { account: "" }))).toMatchObject({
      field: "account",
      clientOrderId: "client-1",
    });
  });

  test("are passed to the operation as their checkers return them", async () => {
    const seen: unknown[] = [];
    const operations: Operations<"placeOrder", CallOptions & { readonly size?: number }> = {
      placeOrder: async (order, _call, options) => {
        seen.push(options?.size);
        return acknowledge(order, "o");
      },
    };
    const size = (value: unknown, call: Parameters<typeof checkCount>[1], field: string): number =>
      value === undefined ? 10 : checkCount(value, call, field);
    const { client } = createSmallVenue(() => operations, { facts: { placeOptions: { size } as object } });
    await client.placeOrder(NEW_ORDER, {});
    expect(seen).toEqual([10]);
  });

  test("are refused at a venue that does not declare them, and by other methods", async () => {
    const { client } = createSmallVenue(() => ALL_OPERATIONS);
    const options = { account: "a-1" } as CallOptions;
    for (const call of [
      () => client.placeOrder(NEW_ORDER, options),
      () => client.getOrder("order-1", options),
    ]) {
      expect(await failureOf(call)).toMatchObject({ kind: "invalidInput", field: "options" });
    }
  });
});

describe("the extras of a venue", () => {
  const connect = (answers: readonly Answer[]) =>
    createSmallVenue(() => GET_ORDER, {
      answers,
      extras: (connection) => ({
        getDesks: (name: string, options?: CallOptions): Promise<string> =>
          runExtra(connection, "getDesks", options, (call) => {
            if (name === "") throw invalidInput(call, "name", "is empty");
            return { path: ["desks", name], read: (body) => body.requiredText("desk") };
          }),
      }),
    });

  test("are methods in addition to the contract", async () => {
    const { client, sent } = connect([reply(200, { desk: "d-1" })]);
    expect(await client.getDesks("all")).toBe("d-1");
    expect(sent[0]?.url.pathname).toBe("/v2/desks/all");
    expect(client.capabilities.methods.getOrder).toBe(true);
  });

  test("reject with a VenueError that names their own method", async () => {
    const { client, clock } = connect([silence]);
    expect(await failureOf(client.getDesks(""))).toMatchObject({ field: "name", operation: "getDesks" });
    const late = clock.settle(client.getDesks("all", { timeoutMs: 100 }));
    expect(await failureOf(late)).toMatchObject({ kind: "timeout", operation: "getDesks" });
    const misspelt = { timeout: 5 } as CallOptions;
    expect(await failureOf(client.getDesks("all", misspelt))).toMatchObject({ field: "options" });
  });

  test("reject after the client is closed", async () => {
    const { client } = connect([silence]);
    await client.close();
    expect(await failureOf(client.getDesks("all"))).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});
