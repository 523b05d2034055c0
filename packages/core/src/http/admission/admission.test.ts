/** The rate limits of single attempts: permits, feedback, waits and refusals. */
import { describe, expect, test } from "vitest";
import type { RateLimiter } from "../../contract/rate-limit.ts";
import { createRateLimiter } from "../../rate-limit/rate-limiter.ts";
import {
  createResilientClient,
  EDIT_ORDER,
  OK,
  REFUSED,
  RESET,
  type ResilientClient,
  type ResilientClientOptions,
} from "../../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { createPassingClock } from "../../testdata/clocks/passing-clock.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createRecordingLimiter } from "../../testdata/limits/recording-limiter.ts";
import { type Answer, reply, silence } from "../../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../../testdata/next-turn.ts";

const RATE_LIMITS = {
  private: { limit: { limit: 100 }, appliesTo: "signed" },
  public: { limit: { limit: 100 }, appliesTo: "public" },
} as const;

const ONCE = { retry: false, circuitBreaker: false } as const;

/** Creates a client with a recording limiter and one attempt per call. */
function record(answers: readonly Answer[], options: Partial<ResilientClientOptions> = {}) {
  const recorded = createRecordingLimiter();
  const client = createResilientClient({
    answers,
    rateLimits: RATE_LIMITS,
    rateLimiter: recorded.limiter,
    config: ONCE,
    ...options,
  });
  return { client, ...recorded };
}

describe("a permit", () => {
  test.each([
    ["a read", GET_ACCOUNTS, "read", "private"],
    ["a public read", GET_TIME, "read", "public"],
    ["an order", PLACE_ORDER, "order", "private"],
    ["an edit", EDIT_ORDER, "order", "private"],
    ["a cancel", CANCEL_ORDER, "cancel", "private"],
  ] as const)("of %s is acquired, marked as sent and finished", async (_name, request, priority, limit) => {
    const { client, events, requests, feedback } = record([OK]);
    await client.run(request);
    expect(events).toEqual(["acquire", "sent", "finish"]);
    const key = `testvenue:api.testvenue.example:${limit}:default`;
    expect(requests).toMatchObject([{ priority, scopes: [{ key, weight: 1 }] }]);
    expect(feedback).toEqual([{}]);
  });

  test("is acquired again by each attempt", async () => {
    const { client, events, feedback } = record([reply(503), RESET, OK], { config: {} });
    await client.run(GET_ACCOUNTS);
    expect(events).toEqual(Array.from({ length: 3 }, () => ["acquire", "sent", "finish"]).flat());
    expect(feedback).toEqual([{}, undefined, {}]);
  });

  test("H12: receives the wait of a 429 and the news of an exhausted limit", async () => {
    const { client, feedback } = record([
      reply(429, {}, { "retry-after": "3" }),
      reply(200, {}, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2" }),
    ]);
    await failureOf(client.run(GET_ACCOUNTS));
    await client.run(GET_ACCOUNTS);
    expect(feedback).toEqual([{ refusedForMs: 3_000 }, { exhausted: { forMs: 2_000, limit: undefined } }]);
  });

  test.each<readonly [string, Answer]>([
    ["the connection was refused", REFUSED],
    ["the connection was reset", RESET],
    ["the deadline passed", silence],
  ])("is finished without feedback when a request gets no reply: %s", async (_name, answer) => {
    const { client, events, feedback } = record([answer]);
    await failureOf(client.run(PLACE_ORDER));
    expect(events).toEqual(["acquire", "sent", "finish"]);
    expect(feedback).toEqual([undefined]);
  });

  test("is released when signing fails", async () => {
    const sign = (): never => {
      throw new Error("broken");
    };
    const { client, events } = record([OK], { config: { ...ONCE, signer: { sign } } });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ code: "SIGNING_FAILED", sent: "no" });
    expect(events).toEqual(["acquire", "release"]);
  });

  test("is released when the request is invalid", async () => {
    const { client, events } = record([OK]);
    const error = await failureOf(client.run({ ...GET_ACCOUNTS, path: [".."] }));
    expect(error).toMatchObject({ kind: "invalidInput", sent: "no" });
    expect(events).toEqual(["acquire", "release"]);
  });

  test("H25: is released by an abort during signing, and finished by an abort after sending", async () => {
    const sign = () => new Promise<Record<string, string>>(() => {});
    for (const [signer, answer, last] of [
      [{ sign }, OK, "release"],
      [undefined, silence, "finish"],
    ] as const) {
      const { client, events } = record([answer], { config: { ...ONCE, ...(signer && { signer }) } });
      const controller = new AbortController();
      void client.clock.sleep(100).then(() => controller.abort());
      await failureOf(client.run(PLACE_ORDER, { signal: controller.signal }));
      expect(events.at(-1)).toBe(last);
      expect(client.clock.monotonic()).toBe(100);
    }
  });

  test("is not acquired with `rateLimit: false`, or for a limit that is switched off", async () => {
    const unlimited = record([OK], { config: { rateLimit: false } });
    await unlimited.client.run(GET_ACCOUNTS);
    await unlimited.client.run(PLACE_ORDER);
    const lifted = record([OK], { config: { rateLimit: { private: false } } });
    await lifted.client.run(GET_ACCOUNTS);
    expect([...unlimited.events, ...lifted.events]).toEqual([]);
    await lifted.client.run(GET_TIME);
    expect(lifted.events).toEqual(["acquire", "sent", "finish"]);
  });

  test("that is refused leaves the request unsent, and its `retryAfterMs` is on the error", async () => {
    const limiter: RateLimiter = { acquire: async () => ({ isGranted: false, retryAfterMs: 1_234 }) };
    const client = createResilientClient({ answers: [OK], rateLimits: RATE_LIMITS, rateLimiter: limiter });
    for (const request of [GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER]) {
      expect(await failureOf(client.run(request))).toMatchObject({
        kind: "rateLimited",
        code: "RATE_LIMIT_DELAY",
        sent: "no",
        retryable: true,
        retryAfterMs: 1_234,
      });
    }
    expect(client.sent).toHaveLength(0);
  });
});

describe("the longest wait for a permit", () => {
  test("is the timeout of the call; for an order or an edit at most maxOrderDelayMs, and four fifths of the timeout", async () => {
    const config = { ...ONCE, timeoutMs: 5_000, orderSafety: { maxOrderDelayMs: 700 } };
    const { client, requests } = record([OK], { config });
    for (const request of [GET_ACCOUNTS, PLACE_ORDER, EDIT_ORDER, CANCEL_ORDER]) await client.run(request);
    await client.run(PLACE_ORDER, { timeoutMs: 300 });
    expect(requests.map(({ maxWaitMs }) => maxWaitMs)).toEqual([5_000, 700, 700, 5_000, 240]);
  });

  test("shrinks by the time that earlier attempts took", async () => {
    const { client, requests } = record([REFUSED, OK], { config: { retry: { baseMs: 400 } } });
    await client.run(GET_ACCOUNTS);
    await client.run(PLACE_ORDER);
    const slow = record([REFUSED, OK], { config: { retry: { baseMs: 400 } } });
    await slow.client.run(PLACE_ORDER);
    expect(requests.map(({ maxWaitMs }) => maxWaitMs)).toEqual([10_000, 9_800, 1_000]);
    expect(slow.requests.map(({ maxWaitMs }) => maxWaitMs)).toEqual([1_000, 800]);
  });

  test("does not count as part of an attempt, which is cut at half of the time left after the wait", async () => {
    const recorded = createRecordingLimiter(() => client.clock.sleep(4_000));
    const client: ResilientClient = createResilientClient({
      answers: [silence, OK],
      rateLimits: RATE_LIMITS,
      rateLimiter: recorded.limiter,
      random: () => 0,
    });
    expect(await client.run(GET_ACCOUNTS, { timeoutMs: 20_000 })).toBe("read");
    // The first attempt is cut after half of the 16 seconds left. The limiter then delays the next one by 4 seconds.
    expect(client.sentAtMs).toEqual([4_000, 16_000]);
  });
});

describe("a limiter of this process", () => {
  /** Creates a client that shares its clock with its limiter. */
  function connect(answers: readonly Answer[], options: Partial<ResilientClientOptions> = {}) {
    return createResilientClient({ answers, rateLimits: RATE_LIMITS, ...options });
  }

  test("H12: holds the requests of a limit until the wait of a 429 has passed", async () => {
    const client = connect([reply(429, {}, { "retry-after": "3" }), OK], { config: ONCE });
    await failureOf(client.run(GET_ACCOUNTS));
    expect(await client.run(GET_TIME)).toBe("read");
    expect(client.clock.monotonic()).toBe(0);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sentAtMs[2]).toBeGreaterThanOrEqual(3_000);
    expect(client.sentAtMs[2]).toBeLessThan(3_100);
  });

  test("H12: refuses at once a request that has less time than that wait", async () => {
    const client = connect([reply(429, {}, { "retry-after": "3" }), OK], { config: ONCE });
    await failureOf(client.run(GET_ACCOUNTS));
    const refusals = [client.run(PLACE_ORDER), client.run(GET_ACCOUNTS, { timeoutMs: 2_000 })];
    for (const refusal of refusals) {
      const error = await failureOf(refusal);
      expect(error).toMatchObject({ kind: "rateLimited", code: "RATE_LIMIT_DELAY", sent: "no" });
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(2_900);
    }
    expect(client.clock.monotonic()).toBe(0);
    expect(client.sent).toHaveLength(1);
  });

  test("H13: doubles the wait with each 429 that gives none", async () => {
    const client = connect([reply(429)], { config: ONCE });
    for (let count = 0; count < 4; count += 1) await failureOf(client.run(GET_ACCOUNTS));
    const waits = client.sentAtMs.slice(1).map((ms, count) => ms - (client.sentAtMs[count] ?? 0));
    expect(waits.map((ms) => Math.round(ms / 50) * 50)).toEqual([750, 1_500, 3_000]);
  });

  test("is paused by a 429 for all clients that share it", async () => {
    const clock = createPassingClock();
    const shared = createRateLimiter({ clock });
    const first = connect([reply(429, {}, { "retry-after": "3" })], { config: ONCE, rateLimiter: shared });
    const second = connect([OK], { config: ONCE, rateLimiter: shared });
    await failureOf(first.run(GET_ACCOUNTS));
    const error = await failureOf(second.run(GET_ACCOUNTS, { timeoutMs: 1_000 }));
    expect(error).toMatchObject({ code: "RATE_LIMIT_DELAY" });
    expect(second.sent).toHaveLength(0);
  });

  test("refuses an order that would wait too long, and leaves its slot to other requests", async () => {
    const limits = { private: { limit: 2, windowMs: 5_000, cancelShare: 0 } };
    const client = connect([OK], { config: { rateLimit: limits } });
    await client.run(GET_ACCOUNTS);
    await client.run(GET_ACCOUNTS);
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({
      kind: "rateLimited",
      code: "RATE_LIMIT_DELAY",
      sent: "no",
    });
    expect(client.clock.monotonic()).toBe(0);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sent).toHaveLength(3);
  });

  test("H25: ends a queued wait at once on an abort, and leaves no timer and no used slot", async () => {
    const limits = { private: { limit: 1, windowMs: 2_000, cancelShare: 0 } };
    const client = connect([OK], { config: { ...ONCE, rateLimit: limits } });
    await client.run(GET_ACCOUNTS);
    const controller = new AbortController();
    const outcome = failureOf(client.send(GET_ACCOUNTS, { signal: controller.signal }));
    await client.clock.advance(100);
    controller.abort();
    expect(await outcome).toMatchObject({ kind: "aborted", sent: "no" });
    await nextTurn();
    expect(client.clock.timers()).toBe(0);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sentAtMs[1]).toBeLessThan(2_200);
  });
});
