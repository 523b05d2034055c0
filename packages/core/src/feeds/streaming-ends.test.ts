import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import type { StreamState, Subscription } from "../contract/subscription.ts";
import type { VenueError } from "../errors/venue-error.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import {
  createClient,
  EACH,
  SIGNED,
  SUBSCRIBES,
  type TestClient,
} from "../testdata/streams/subscribing-client.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";

describe("W17: a timeout", () => {
  const failureAfter = async (client: TestClient, ms: number): Promise<VenueError> => {
    const failure = failureOf(SUBSCRIBES.subscribeOrderBook(client, { timeoutMs: ms }));
    await nextTurn();
    await client.clock.advance(ms);
    return failure;
  };

  test("names the last loss, if there was one", async () => {
    const client = createClient();
    client.venue.connect = (socket) => socket.fail();
    const error = await failureAfter(client, 300);
    expect(error).toMatchObject({
      kind: "timeout",
      operation: "subscribeOrderBook",
      retryable: true,
      sent: "no",
    });
    expect(error.code).toBeDefined();
    expect(error.reason).toMatch(/^the deadline passed; \w+/);
    const silent = createClient();
    silent.venue.connect = () => {};
    expect((await failureAfter(silent, 300)).reason).toBe("the deadline passed");
  });

  test("names it for later subscribers, too", async () => {
    const client = createClient();
    client.venue.connect = (socket) => socket.fail();
    const first = failureOf(SUBSCRIBES.subscribeOrderBook(client, { timeoutMs: 5_000 }));
    await nextTurn();
    client.venue.connect = () => {};
    const error = await failureAfter(client, 100);
    expect(error.reason).toMatch(/^the deadline passed; \w+/);
    await client.clock.advance(5_000);
    expect((await first).kind).toBe("timeout");
  });

  test("leaves nothing behind, and does not affect longer waits", async () => {
    using rejections = watchRejections();
    const client = createClient();
    client.venue.answer = ({ channel }) => (channel === "level2" ? "nothing" : "acknowledge");
    await failureAfter(client, 300);
    expect(client.state()).toBe("idle");
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(client.clock.timers()).toBe(0);
    expect(await rejections.seen()).toEqual([]);
  });
});

describe("W15: a signal", () => {
  test.each(EACH)("%s: aborted before the call opens nothing", async (name, subscribe) => {
    const client = createClient(SIGNED);
    const onState = vi.fn();
    const error = await failureOf(subscribe(client, { signal: AbortSignal.abort(), onState }));
    expect(error).toMatchObject({ kind: "aborted", operation: name, sent: "no" });
    expect(client.venue.sockets.sockets).toHaveLength(0);
    expect(client.clock.timers()).toBe(0);
    expect(client.state()).toBe("idle");
  });

  test.each(EACH)("%s: aborted at any step leaves nothing behind", async (_name, subscribe) => {
    using rejections = watchRejections();
    const outcomes = new Set<string>();
    for (let step = 0; step < 40; step++) {
      const client = createClient(SIGNED);
      const controller = new AbortController();
      const opened = subscribe(client, { signal: controller.signal }).then(
        (subscription) => subscription,
        (error: unknown) => error as VenueError,
      );
      for (let microtask = 0; microtask < step; microtask++) await null;
      controller.abort();
      const outcome = await opened;
      if ("closed" in outcome) expect(await outcome.closed).toEqual({ reason: "closed" });
      else expect(outcome).toMatchObject({ kind: "aborted" });
      outcomes.add("closed" in outcome ? "closed" : "rejected");
      await nextTurn();
      expect(client.venue.sockets.live()).toBe(0);
      expect(client.venue.subscribed()).toEqual([]);
      expect(client.clock.timers()).toBe(0);
      expect(client.state()).toBe("idle");
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    }
    expect(await rejections.seen()).toEqual([]);
    expect([...outcomes]).toEqual(["rejected", "closed"]);
  });

  test("aborted later ends the stream, and has no listener after the end", async () => {
    const client = createClient(SIGNED);
    const controller = new AbortController();
    const { signal } = controller;
    const subscriptions: Subscription[] = [];
    for (const [, subscribe] of EACH) subscriptions.push(await subscribe(client, { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(3);
    await subscriptions[0]?.close();
    expect(getEventListeners(signal, "abort")).toHaveLength(2);
    controller.abort();
    for (const { closed } of subscriptions) expect(await closed).toEqual({ reason: "closed" });
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("aborted in onState live ends the stream", async () => {
    const client = createClient();
    const controller = new AbortController();
    const onState = (state: StreamState): void => {
      if (state === "live") controller.abort();
    };
    const outcome = SUBSCRIBES.subscribeOrderBook(client, { signal: controller.signal, onState });
    expect((await failureOf(outcome)).kind).toBe("aborted");
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
  });
});

describe("closing the client", () => {
  test("ends every stream, with the reason closed, and leaves neither socket nor timer", async () => {
    using rejections = watchRejections();
    const client = createClient(SIGNED);
    const states: StreamState[] = [];
    const onState = (state: StreamState): void => void states.push(state);
    const subscriptions: Subscription[] = [];
    for (const [, subscribe] of EACH) subscriptions.push(await subscribe(client, { onState }));
    await client.close();
    expect(states).toEqual(["live", "live", "live", "closed", "closed", "closed"]);
    for (const { closed, state } of subscriptions) {
      expect(await closed).toEqual({ reason: "closed" });
      expect(state).toBe("closed");
    }
    await nextTurn();
    expect(client.venue.sockets.live()).toBe(0);
    expect(client.clock.timers()).toBe(0);
    expect(client.state()).toBe("idle");
    await Promise.all([client.close(), ...subscriptions.map((subscription) => subscription.close())]);
    for (const [, subscribe] of EACH) {
      expect(await failureOf(subscribe(client))).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test.each(EACH)("%s: ends the call at any step", async (name, subscribe) => {
    using rejections = watchRejections();
    for (let step = 0; step < 40; step++) {
      const client = createClient(SIGNED);
      const opened = subscribe(client).then(
        (subscription) => subscription,
        (error: unknown) => error as VenueError,
      );
      for (let microtask = 0; microtask < step; microtask++) await null;
      await client.close();
      const outcome = await opened;
      if ("closed" in outcome) expect(await outcome.closed).toEqual({ reason: "closed" });
      else expect(outcome).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED", operation: name });
      await nextTurn();
      expect(client.venue.sockets.live()).toBe(0);
      expect(client.clock.timers()).toBe(0);
    }
    expect(await rejections.seen()).toEqual([]);
  });

  test("leaves no timer during an interruption, a recovery or a back-off", async () => {
    const client = createClient(SIGNED);
    for (const [, subscribe] of EACH) await subscribe(client);
    for (const socket of client.venue.sockets.sockets) socket.close(1006);
    expect(client.clock.timers()).toBeGreaterThan(0);
    await client.close();
    expect(client.clock.timers()).toBe(0);
    await client.clock.advance(120_000);
    expect(client.venue.sockets.sockets).toHaveLength(2);
  });
});
