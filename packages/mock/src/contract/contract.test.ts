import { type NewOrder, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import { timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { type ContractTest, contract } from "./contract.ts";
import type { ContractDeclaration, ContractSubject } from "./declaration/contract-subject.ts";
import type { Feature } from "./declaration/feature.ts";
import { createTinyClient, type TinyFacts } from "./testdata/tiny-client.ts";

/** Returns the case with an id, for a subject. */
function caseOf(id: string, subject: Partial<ContractSubject>, declared?: ContractDeclaration): ContractTest {
  const found = contract(() => ({ client: createTinyClient(), ...subject }), declared).find(
    (each) => each.id === id,
  );
  return found ?? expect.fail(`there is no ${id}`);
}

const lacking = (...lacks: readonly Feature[]): ContractDeclaration => ({ lacks });

describe("the cases", () => {
  const tests = contract(() => ({ client: createTinyClient() }));

  test("have unique ids made of the letter of the role and a number", () => {
    const letters = new Map<string, string>();
    for (const { id, role } of tests) {
      expect(id).toMatch(/^[A-Z]\d\d$/);
      letters.set(role, letters.get(role) ?? id.charAt(0));
      expect(id.charAt(0)).toBe(letters.get(role));
    }
    expect(new Set(letters.values()).size).toBe(letters.size);
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
  });

  test("have unique names made of the id and a sentence", () => {
    for (const { id, name } of tests)
      expect(name).toMatch(new RegExp(`^${id} [A-Za-z\`\\d][^\\n]{10,140}[^.]$`));
    expect(new Set(tests.map(({ name }) => name.slice(4))).size).toBe(tests.length);
  });

  test("have the same ids for every declaration", () => {
    const other = contract(
      () => ({ client: createTinyClient() }),
      lacking("placeOrder", "getOrderBook", "health"),
    );
    expect(other.map(({ id }) => id)).toEqual(tests.map(({ id }) => id));
  });
});

describe("a declared lack", () => {
  const isUnsupported = (matches: (order: NewOrder) => boolean) => ({ isUnsupported: matches });
  const isLimit = (order: NewOrder) => order.type === OrderType.LIMIT;
  const types = { orderTypes: [OrderType.LIMIT] };

  /** A feature, a case that needs it, a client without it, and a client with it. */
  const lacks: readonly (readonly [Feature, string, Partial<TinyFacts>, Partial<TinyFacts>])[] = [
    ["subscribeTrades", "S14", {}, { methods: ["subscribeTrades"] }],
    ["getFills", "T32", {}, { methods: ["getFills"] }],
    ["MARKET", "T06", { ...types, ...isUnsupported(({ type }) => type === OrderType.MARKET) }, {}],
    ["STOP_LIMIT", "T15", { ...types, ...isUnsupported(({ stopPrice }) => stopPrice !== undefined) }, {}],
    ["GTD", "T12", isUnsupported(({ timeInForce }) => timeInForce === TimeInForce.GTD), {}],
    ["IOC", "T10", isUnsupported(({ timeInForce }) => timeInForce === TimeInForce.IOC), {}],
    [
      "FOK",
      "T11",
      isUnsupported(({ timeInForce }) => timeInForce === TimeInForce.FOK),
      isUnsupported(() => false),
    ],
    ["postOnly", "T14", isUnsupported((order) => isLimit(order) && order.postOnly === true), {}],
    ["postOnlyReadBack", "T14", {}, { postOnly: true }],
    ["quoteQuantity", "T08", isUnsupported((order) => order.quoteQuantity !== undefined), {}],
    ["locked", "A04", {}, { locked: "0" }],
    ["ownOrdersInBook", "M08", {}, { showsOrders: true }],
  ];

  test.each(lacks)("of %s makes case %s prove it, and fail when the feature exists", async (...row) => {
    const [feature, id, without, having] = row;
    const declared = lacking(feature);
    const proof = caseOf(id, { client: createTinyClient(without) }, declared);
    expect(proof.name).toMatch(new RegExp(`^${id} .+ \\[declared: lacks ${feature}; .+\\]$`));
    await proof.run();
    await expect(caseOf(id, { client: createTinyClient(having) }, declared).run()).rejects.toThrow(Error);
  });

  test.each(["placeOrder", "getOrder", "getOrderBook", "LIMIT"] as const)(
    "of own orders in the book proves the lack of %s instead when that is lacking too",
    (feature) => {
      const declared = lacking("ownOrdersInBook", feature);
      for (const id of ["S03", "S13", "S22", "S23", "M08"]) {
        const [, lack] = / lacks (\w+);/.exec(caseOf(id, {}, declared).name) ?? [];
        expect([feature, "placeOrder"]).toContain(lack);
      }
    },
  );

  test("of limit orders still runs the cases about every call", async () => {
    const client = createTinyClient({ orderTypes: [OrderType.MARKET] });
    const types: OrderType[] = [];
    const placeOrder: typeof client.placeOrder = (order, options) => {
      types.push(order.type);
      return client.placeOrder(order, options);
    };
    const run = caseOf("C01", { client: { ...client, placeOrder } }, lacking("LIMIT")).run();
    await expect(run).rejects.toThrow("placeOrder that is aborted should reject");
    expect(types).toEqual([OrderType.MARKET]);
  });

  test("of a lever is proved by a subject without it", async () => {
    const declared = lacking("lever takeDown");
    await caseOf("H04", {}, declared).run();
    const given = caseOf("H04", { levers: { takeDown: () => () => {} } }, declared);
    await expect(given.run()).rejects.toThrow('"lever takeDown" is declared in lacks, but make() returns');
  });

  test("must be a known feature", () => {
    const declared = JSON.parse('{"lacks":["getFill"]}');
    expect(() => contract(() => expect.fail("nothing is made"), declared)).toThrow('"getFill" in lacks');
    expect(() => contract(() => expect.fail("nothing is made"), JSON.parse('{"lack":[]}'))).toThrow(
      'no "lack"',
    );
    expect(() => contract(() => expect.fail("nothing is made"), { patienceMs: 0 })).toThrow("patienceMs");
    expect(() => contract(() => expect.fail("nothing is made"), { quantity: "1e-2" })).toThrow("quantity");
  });
});

describe("an undeclared lack", () => {
  test.each([
    ["of a method", "T32", 'capabilities.methods has no getFills: declare "getFills" in lacks'],
    ["of a method of the contract", "T16", 'declare "cancelOrder" in lacks'],
    ["of a type", "T06", 'capabilities.orderTypes has no MARKET: declare "MARKET" in lacks'],
    ["of a lever", "H04", 'make() should return levers.takeDown, or lacks should declare "lever takeDown"'],
  ])("%s fails and says what to declare", async (_what, id, message) => {
    const client = createTinyClient({ orderTypes: [OrderType.LIMIT] });
    await expect(caseOf(id, { client }).run()).rejects.toThrow(message);
  });

  test("of an order term, which capabilities do not list, fails and says what to declare", async () => {
    const client = createTinyClient({ isUnsupported: ({ timeInForce }) => timeInForce === TimeInForce.IOC });
    await expect(caseOf("T10", { client }).run()).rejects.toThrow('declare "IOC" in lacks');
  });

  test("fails the case that compares the capabilities with the declaration", async () => {
    await expect(caseOf("H06", {}).run()).rejects.toThrow("capabilities.methods.cancelOrder");
    const rest = ["getOrders", "subscribeOrderBook", "subscribeTrades", "getFills", "getProducts"] as const;
    const optional = ["editOrder", "previewOrder", "subscribeOrders"] as const;
    await caseOf("H06", {}, lacking("cancelOrder", ...rest, ...optional)).run();
  });
});

describe("a venue whose reads have no postOnly", () => {
  const declared = lacking("postOnlyReadBack");
  const silent = (): Partial<ContractSubject> => ({ client: createTinyClient() });

  /** Returns a client that accepts a post-only order that would take, and cancels it unfilled. */
  function cancelling(facts: Partial<TinyFacts> = {}): Partial<ContractSubject> {
    const client = createTinyClient(facts);
    let placed: Partial<NewOrder> = {};
    return {
      client: {
        ...client,
        placeOrder: (order, options) => {
          placed = order;
          return client.placeOrder(order, options);
        },
        getOrder: async (id) => {
          const { quantity, price } = placed;
          const createdTime = timestampFromMilliseconds(0);
          const status = OrderStatus.CANCELLED;
          return { ...(await client.getOrder(id)), quantity, price, createdTime, status };
        },
      },
    };
  }

  test("passes with the declaration, and fails without it and says what to declare", async () => {
    await caseOf("T14", silent(), declared).run();
    await caseOf("T13", cancelling(), declared).run();
    const message = 'postOnly should be true, or lacks should declare "postOnlyReadBack"';
    await expect(caseOf("T14", silent()).run()).rejects.toThrow(message);
    await expect(caseOf("T13", cancelling()).run()).rejects.toThrow(message);
  });

  test("fails with the declaration when a read has postOnly, true or false", async () => {
    for (const postOnly of [true, false]) {
      const run = caseOf("T14", { client: createTinyClient({ postOnly }) }, declared).run();
      await expect(run).rejects.toThrow(`postOnly of getOrder should be undefined; found ${postOnly}`);
    }
  });

  test("fails with the declaration when only a list has postOnly", async () => {
    const tiny = createTinyClient({ methods: ["placeOrder", "getOrder", "getOrders", "getOrderBook"] });
    const listing = (postOnly?: boolean): Partial<ContractSubject> => ({
      client: { ...tiny, getOrders: async () => [{ ...(await tiny.getOrder("1")), postOnly }] },
    });
    await caseOf("T14", listing(), declared).run();
    await expect(caseOf("T14", listing(true), declared).run()).rejects.toThrow("postOnly of getOrders");
  });

  test("must report true when nothing is declared", async () => {
    await caseOf("T14", { client: createTinyClient({ postOnly: true }) }).run();
    await caseOf("T13", cancelling({ postOnly: true })).run();
    const run = caseOf("T14", { client: createTinyClient({ postOnly: false }) }).run();
    await expect(run).rejects.toThrow("postOnly should be true; found false");
  });

  test("must still refuse or cancel a post-only order that would take", async () => {
    const taking = caseOf("T13", silent(), { ...declared, patienceMs: 30 });
    expect(taking.name).not.toContain("declared");
    await expect(taking.run()).rejects.toThrow("the order should be final");
  });

  test("proves that it supports no post-only orders when it lacks those too", () => {
    const { name } = caseOf("T14", {}, lacking("postOnlyReadBack", "postOnly"));
    expect(name).toContain("[declared: lacks postOnly; ");
  });
});

describe("a subject", () => {
  /** Returns the case H05 of a subject, and the record of how the subject was closed. */
  function subjectThat(changes: {
    readonly health?: Error;
    readonly close?: Error;
    readonly dispose?: Error;
  }) {
    const tiny = createTinyClient();
    const ended: string[] = [];
    const end = (what: string, failure: Error | undefined) => async () => {
      ended.push(what);
      if (failure !== undefined) throw failure;
    };
    const { health = () => Promise.reject(changes.health) } = changes.health === undefined ? tiny : {};
    const client = { ...tiny, health, close: end("close", changes.close) };
    const { run } = caseOf("H05", { client, dispose: end("dispose", changes.dispose) });
    return { run, ended };
  }

  test("is created for each case, then closed and then disposed", async () => {
    const { run, ended } = subjectThat({});
    await run();
    await run();
    expect(ended).toEqual(["close", "dispose", "close", "dispose"]);
  });

  test("is closed and disposed when the case fails, and the error of the case is thrown", async () => {
    const { run, ended } = subjectThat({
      health: new Error("the case's own"),
      close: new Error("close"),
      dispose: new Error("dispose"),
    });
    await expect(run()).rejects.toThrow("the case's own");
    expect(ended).toEqual(["close", "dispose"]);
  });

  test("that cannot be closed or disposed fails the case", async () => {
    await expect(
      subjectThat({ close: new Error("close"), dispose: new Error("dispose") }).run(),
    ).rejects.toThrow("close");
    await expect(subjectThat({ dispose: new Error("dispose") }).run()).rejects.toThrow("dispose");
  });

  test("that cannot be created fails the case", async () => {
    const [first] = contract(() => Promise.reject(new Error("no venue today")));
    await expect(first?.run()).rejects.toThrow("no venue today");
  });
});

test("the error of a case names the awaited value", async () => {
  const client = createTinyClient();
  const pending = {
    ...client,
    getOrder: async (id: string) => ({ ...(await client.getOrder(id)), status: OrderStatus.PENDING }),
  };
  const { run } = caseOf("T02", { client: pending }, { patienceMs: 30 });
  await expect(run()).rejects.toThrow(/the order should be open within 30 ms; found .*"status":"PENDING"/);
  await expect(run()).rejects.toMatchObject({ name: "ContractViolation" });
});

test("an empty side of the book is named in the error", async () => {
  const client = createTinyClient();
  const empty = {
    ...client,
    getOrderBook: async (symbol: string) => ({ ...(await client.getOrderBook(symbol)), asks: [] }),
  };
  await expect(caseOf("T01", { client: empty }).run()).rejects.toThrow("the book should have both sides");
});
