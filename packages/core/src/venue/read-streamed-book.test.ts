/** An order book that is read from the venue's stream, at a venue without a request for it. */
import { describe, expect, test } from "vitest";
import { createSmallVenue } from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import type { VenueAnswer } from "../testdata/streams/scripted-venue.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import type { Operations } from "./venue-operations.ts";

const TOPIC = { channel: "level2", key: "BTC-USD" };

const OPERATIONS: Operations<"subscribeOrderBook" | "health"> & { readonly getOrderBook: "streamed" } = {
  getOrderBook: "streamed",
  subscribeOrderBook: {
    host: "market",
    channel: "level2",
    isSnapshot: (event) => event.text("type") === "snapshot",
    readLevels: (book, event) => {
      for (const side of ["bids", "asks"] as const) {
        for (const level of event.has(side) ? event.tuples(side) : [])
          book.set(side, level.requiredDecimal(0), level.requiredDecimal(1));
      }
    },
  },
  health: () => ({ reach: { path: ["ping"], access: "public", read: () => undefined } }),
};

const SNAPSHOT = {
  type: "snapshot",
  bids: [
    ["99", "1"],
    ["100.10", "0.50"],
    ["98", "2"],
  ],
  asks: [["101", "3"]],
};

/** Creates a venue that sends book messages only on demand of the test. */
function createBookVenue() {
  const small = createSmallVenue(() => OPERATIONS);
  const { streams, client, clock } = small;
  const behaviour: { answer: VenueAnswer } = { answer: "nothing" };
  streams.answer = ({ channel }) => (channel === "level2" ? behaviour.answer : "acknowledge");
  return {
    ...small,
    behaviour,
    confirm: () => streams.send({ subscribed: [TOPIC] }),
    tell: (...events: readonly object[]) => streams.send({ data: [{ ...TOPIC, events }] }),
    /** Expects that no socket, timer or stream is left. */
    expectNothingLeft: async (): Promise<void> => {
      await nextTurn();
      expect(streams.sockets.live()).toBe(0);
      expect(clock.timers()).toBe(0);
      expect(streams.subscribed()).toEqual([]);
      expect(await client.health()).toMatchObject({ streams: "idle" });
    },
  };
}

const requestsOf = ({ streams }: ReturnType<typeof createBookVenue>, action: string) =>
  streams.requests.filter((request) => request.action === action && request.channel === "level2");

describe("a streamed book", () => {
  test("is the first complete book with all of its digits, and its stream is closed afterwards", async () => {
    const venue = createBookVenue();
    const book = venue.client.getOrderBook("BTC-USD");
    await nextTurn();
    venue.confirm();
    venue.tell({ bids: [["97", "9"]] });
    venue.tell(SNAPSHOT, { bids: [["98", "0"]] });
    venue.tell({ bids: [["100.20", "7"]] });
    expect(await book).toMatchObject({
      symbol: "BTC-USD",
      bids: [
        { price: "100.10", quantity: "0.50" },
        { price: "99", quantity: "1" },
      ],
      asks: [{ price: "101", quantity: "3" }],
      indicative: false,
    });
    expect(requestsOf(venue, "subscribe")).toHaveLength(1);
    await venue.expectNothingLeft();
  });

  test("waits for the confirmation when the snapshot arrives first", async () => {
    const venue = createBookVenue();
    let isThere = false;
    const book = venue.client.getOrderBook("BTC-USD").then((read) => {
      isThere = true;
      return read;
    });
    await nextTurn();
    venue.tell(SNAPSHOT);
    await nextTurn();
    expect(isThere).toBe(false);
    venue.confirm();
    expect((await book).bids).toHaveLength(3);
  });

  test("is cut to the requested depth", async () => {
    const venue = createBookVenue();
    const book = venue.client.getOrderBook("BTC-USD", { depth: 1 });
    await nextTurn();
    venue.confirm();
    venue.tell(SNAPSHOT);
    expect((await book).bids.map(({ price }) => price)).toEqual(["100.10"]);
  });

  test("can be empty", async () => {
    const venue = createBookVenue();
    const book = venue.client.getOrderBook("BTC-USD");
    await nextTurn();
    venue.confirm();
    venue.tell({ type: "snapshot" });
    expect(await book).toMatchObject({ bids: [], asks: [] });
  });

  test("is not counted as a stream by health while it is read", async () => {
    const venue = createBookVenue();
    const book = venue.client.getOrderBook("BTC-USD");
    await nextTurn();
    expect(venue.streams.sockets.live()).toBe(1);
    expect(await venue.client.health()).toMatchObject({ streams: "idle" });
    venue.confirm();
    venue.tell(SNAPSHOT);
    await book;
    await venue.expectNothingLeft();
  });

  test("is taken from an existing subscription, which continues", async () => {
    const venue = createBookVenue();
    const bids: number[] = [];
    const subscribing = venue.client.subscribeOrderBook(
      "BTC-USD",
      (book) => void bids.push(book.bids.length),
    );
    await nextTurn();
    venue.confirm();
    venue.tell(SNAPSHOT);
    const subscription = await subscribing;
    expect((await venue.client.getOrderBook("BTC-USD")).bids).toHaveLength(3);
    await nextTurn();
    expect(requestsOf(venue, "subscribe")).toHaveLength(1);
    expect(requestsOf(venue, "unsubscribe")).toHaveLength(0);
    expect(await venue.client.health()).toMatchObject({ streams: "live" });
    venue.tell({ bids: [["97", "9"]] });
    expect(bids.at(-1)).toBe(4);
    await subscription.close();
    await venue.expectNothingLeft();
  });

  test("is read by concurrent callers over one subscription", async () => {
    const venue = createBookVenue();
    const books = [1, 2, 3].map((depth) => venue.client.getOrderBook("BTC-USD", { depth }));
    await nextTurn();
    venue.confirm();
    venue.tell(SNAPSHOT);
    expect((await Promise.all(books)).map(({ bids }) => bids.length)).toEqual([1, 2, 3]);
    expect(requestsOf(venue, "subscribe")).toHaveLength(1);
    await venue.expectNothingLeft();
  });

  test("is read again over a new subscription", async () => {
    const venue = createBookVenue();
    for (const price of ["100", "99"]) {
      const book = venue.client.getOrderBook("BTC-USD");
      await nextTurn();
      venue.confirm();
      venue.tell({ type: "snapshot", bids: [[price, "1"]] });
      expect((await book).bids).toMatchObject([{ price }]);
      await venue.expectNothingLeft();
    }
    expect(requestsOf(venue, "subscribe")).toHaveLength(2);
  });
});

describe("a read of a streamed book", () => {
  test.each(["rejected", "unauthorized"] as const)(
    "rejects with the kind of the venue's refusal: %s",
    async (kind) => {
      using rejections = watchRejections();
      const venue = createBookVenue();
      venue.behaviour.answer = { kind, code: "NO_BOOK", reason: "no such book" };
      const error = await failureOf(venue.client.getOrderBook("BTC-USD"));
      expect(error).toMatchObject({ kind, code: "NO_BOOK", operation: "getOrderBook" });
      await venue.expectNothingLeft();
      expect(await rejections.seen()).toEqual([]);
    },
  );

  test("rejects as not found when the venue leaves the book out of its acknowledgement", async () => {
    const venue = createBookVenue();
    venue.behaviour.answer = "acknowledge";
    venue.streams.knows = ({ channel }) => channel !== "level2";
    expect(await failureOf(venue.client.getOrderBook("BTC-USD"))).toMatchObject({
      kind: "notFound",
      operation: "getOrderBook",
    });
    await venue.expectNothingLeft();
  });

  test("rejects at its deadline, and leaves no socket, timer or stream", async () => {
    const venue = createBookVenue();
    const outcome = failureOf(venue.client.getOrderBook("BTC-USD", { timeoutMs: 700 }));
    await nextTurn();
    await venue.clock.advance(700);
    expect(await outcome).toMatchObject({ kind: "timeout", operation: "getOrderBook" });
    await venue.expectNothingLeft();
  });

  test.each([0, 1, 2])(
    "rejects when its caller aborts after %i turns, and leaves no socket, timer or stream",
    async (turns) => {
      using rejections = watchRejections();
      const venue = createBookVenue();
      const controller = new AbortController();
      const { signal } = controller;
      const outcome = failureOf(venue.client.getOrderBook("BTC-USD", { signal }));
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      controller.abort();
      expect(await outcome).toMatchObject({ kind: "aborted", operation: "getOrderBook" });
      await venue.expectNothingLeft();
      expect(await rejections.seen()).toEqual([]);
    },
  );

  test("rejects when the client is closed, and leaves no socket or timer", async () => {
    const venue = createBookVenue();
    const outcome = failureOf(venue.client.getOrderBook("BTC-USD"));
    await nextTurn();
    await venue.client.close();
    expect(await outcome).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    await nextTurn();
    expect(venue.streams.sockets.live()).toBe(0);
    expect(venue.clock.timers()).toBe(0);
  });

  test("rejects an invalid argument without opening a socket", async () => {
    const venue = createBookVenue();
    for (const [field, call] of [
      ["symbol", venue.client.getOrderBook("btc")],
      ["depth", venue.client.getOrderBook("BTC-USD", { depth: 0 })],
    ] as const) {
      expect(await failureOf(call)).toMatchObject({ kind: "invalidInput", field });
    }
    expect(venue.streams.sockets.sockets).toHaveLength(0);
  });
});
