import { describe, expect, test } from "vitest";
import { OrderStatus } from "../cqc/enums.ts";
import { LISTS } from "../testdata/clients/small-operations.ts";
import { createSmallVenue } from "../testdata/clients/small-venue.ts";
import { type Answer, reply } from "../testdata/network/scripted-fetch.ts";

const page = (orders: readonly object[], next?: number): Answer =>
  reply(200, { orders, ...(next && { next }) });

describe("a list", () => {
  const at = (second: number): string => `2026-01-01T00:00:0${second}Z`;

  test("of orders joins all pages of all lists, with the newest first", async () => {
    const { client, sent } = createSmallVenue(() => LISTS, {
      answers: [
        page(
          [
            { id: "a", at: at(1) },
            { id: "b", at: at(5) },
          ],
          2,
        ),
        page([
          { id: "b", at: at(5) },
          { id: "c", at: at(3) },
        ]),
        page([{ id: "d", at: at(4), state: "done" }]),
      ],
    });
    const orders = await client.getOrders();
    expect(orders.map(({ orderId }) => orderId)).toEqual(["b", "d", "c", "a"]);
    expect(sent.map(({ url }) => url.pathname + url.search)).toEqual([
      "/v2/orders/open?page=1",
      "/v2/orders/open?page=2",
      "/v2/orders/closed?page=1",
    ]);
  });

  test("of orders is filtered, and reads no further page when every requested order is found", async () => {
    const answers = [
      page(
        [
          { id: "a", cid: "x" },
          { id: "b", cid: "y" },
        ],
        2,
      ),
      page([{ id: "c", cid: "z" }]),
    ];
    const { client, sent } = createSmallVenue(() => LISTS, { answers });
    const found = await client.getOrders({ clientOrderIds: ["y"] });
    expect(found.map(({ orderId }) => orderId)).toEqual(["b"]);
    expect(sent).toHaveLength(1);
    expect(await client.getOrders({ statuses: [OrderStatus.FILLED] })).toEqual([]);
    expect(await client.getOrders({ clientOrderIds: [] })).toEqual([]);
  });

  test("of orders keeps the newest up to its limit, and reads no further page of a list that reaches it", async () => {
    const answers = [
      page(
        [
          { id: "a", at: at(1) },
          { id: "b", at: at(2) },
        ],
        2,
      ),
      page([]),
    ];
    const { client, sent } = createSmallVenue(() => LISTS, { answers });
    const orders = await client.getOrders({ limit: 1 });
    expect(orders.map(({ orderId }) => orderId)).toEqual(["b"]);
    expect(sent.map(({ url }) => url.pathname)).toEqual(["/v2/orders/open", "/v2/orders/closed"]);
  });

  test("of fills is filtered, with the newest first", async () => {
    const fills = [
      { id: "1", order: "a", at: at(1) },
      { id: "2", order: "b", at: at(3) },
      { id: "3", order: "a", at: at(2) },
    ];
    const { client } = createSmallVenue(() => LISTS, { answers: [reply(200, { fills })] });
    const idsOf = async (filter?: object) =>
      (await client.getFills(filter)).map(({ executionId }) => executionId);
    expect(await idsOf()).toEqual(["2", "3", "1"]);
    expect(await idsOf({ orderIds: ["a"], limit: 1 })).toEqual(["3"]);
  });

  test("of products has each requested product once", async () => {
    const rows = ["BTC-USD", "ETH-USD", "BTC-USD"].map((symbol) => ({ symbol }));
    const { client, sent } = createSmallVenue(() => LISTS, { answers: [reply(200, rows)], config: {} });
    const symbolsOf = async (filter?: object) =>
      (await client.getProducts(filter)).map(({ symbol }) => symbol);
    expect(await symbolsOf()).toEqual(["BTC-USD", "ETH-USD"]);
    expect(await symbolsOf({ symbols: ["ETH-USD", "X-Y"] })).toEqual(["ETH-USD"]);
    expect(await symbolsOf({ symbols: [] })).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test("of accounts is summed by asset over all pages, and counts an account on two pages once", async () => {
    const { client, sent } = createSmallVenue(() => LISTS, {
      answers: [
        reply(200, '[["1","BTC",0.10,0.05],["2","USD","100",null]]'),
        reply(200, '[["2","USD","100",null],["3","BTC",1.000000000000000001,0]]'),
        reply(200, '[["4","ETH","0","0"]]'),
        reply(200, "[]"),
      ],
    });
    const { assets } = await client.getBalance();
    expect(assets.map(({ asset, total, available, locked }) => [asset, total, available, locked])).toEqual([
      ["BTC", "1.150000000000000001", "1.100000000000000001", "0.05"],
      ["USD", "100", "100", undefined],
    ]);
    expect(sent.map(({ url }) => url.search)).toEqual(["?page=1", "?page=2", "?page=3"]);
    const everything = createSmallVenue(() => LISTS, { answers: [reply(200, '[["4","ETH","0","0"]]')] });
    expect((await everything.client.getBalance({ includeZero: true })).assets).toHaveLength(1);
  });
});
