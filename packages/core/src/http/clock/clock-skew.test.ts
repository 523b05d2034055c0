/** H19: a venue that refuses a signature whose time differs from its clock by more than half a minute. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SigningRequest } from "../../contract/signer.ts";
import {
  createResilientClient,
  REFUSED,
  REQUESTS,
  type ResilientClient,
  type ResilientClientOptions,
} from "../../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply, type SentRequest, silence } from "../../testdata/network/scripted-fetch.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import type { TimeRequest } from "../venue-http.ts";
import { measureClock } from "./measure-clock.ts";

const TOLERANCE_MS = 30_000;
const HOUR_MS = 3_600_000;

const signer = { sign: ({ timestampMs }: SigningRequest) => ({ "x-timestamp": String(timestampMs) }) };

const TIME: TimeRequest = { ...GET_TIME, read: (body) => Number(body.text("epochMillis")) };

interface SkewedVenue {
  /** The lead of the venue's clock over this machine's, in milliseconds. */
  aheadMs: number;
  readonly latencyMs?: number;
  /** True when its replies have a Date header. Default true. */
  readonly hasDate?: boolean;
  /** The answer to a request that it accepts. Default: HTTP 200. */
  readonly accept?: Answer;
}

/** Creates a client of such a venue. A test may change the venue's clock at any time. */
function connectToSkewed(venue: SkewedVenue, options: Partial<ResilientClientOptions> = {}): ResilientClient {
  const { latencyMs = 0, hasDate = true, accept = reply(200) } = venue;
  const nowMs = (): number => client.clock.now() + venue.aheadMs;
  const answer = (request: SentRequest): Response | Promise<Response> => {
    const headers: Record<string, string> = hasDate ? { date: new Date(nowMs()).toUTCString() } : {};
    if (request.url.pathname === "/time")
      return reply(200, { epochMillis: String(nowMs()) }, headers)(request);
    const offByMs = Math.abs(Number(request.headers.get("x-timestamp")) - nowMs());
    return offByMs > TOLERANCE_MS ? reply(401, {}, headers)(request) : accept(request);
  };
  const travel: Answer = async (request) => {
    if (latencyMs === 0) return answer(request);
    await client.clock.sleep(latencyMs / 2);
    const answered = await answer(request);
    await client.clock.sleep(latencyMs / 2);
    return answered;
  };
  const client = createResilientClient({ answers: [travel], config: { signer }, ...options });
  return client;
}

describe("H19: a clock skew", () => {
  test("of up to an hour costs the first request, of any kind, one retry, and later requests none", async () => {
    const skew = fc.record({
      aheadMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
      latencyMs: fc.integer({ min: 0, max: 400 }),
      effect: fc.constantFrom(...(Object.keys(REQUESTS) as (keyof typeof REQUESTS)[])),
    });
    await fc.assert(
      fc.asyncProperty(skew, async ({ aheadMs, latencyMs, effect }) => {
        const client = connectToSkewed({ aheadMs, latencyMs });
        expect(await client.run(REQUESTS[effect])).toBe("read");
        // The signature ages by half of the latency on its way to the venue.
        const isRefused = Math.abs(aheadMs + latencyMs / 2) > TOLERANCE_MS;
        expect(client.sent).toHaveLength(isRefused ? 2 : 1);
        expect(new Set(client.sent.map(({ body }) => body)).size).toBe(1);
        const sentBefore = client.sent.length;
        for (const request of Object.values(REQUESTS)) expect(await client.run(request)).toBe("read");
        expect(client.sent.length - sentBefore).toBe(4);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });

  test.each([HOUR_MS, -HOUR_MS])("is logged once (%d ms)", async (aheadMs) => {
    const client = connectToSkewed({ aheadMs });
    await client.run(GET_ACCOUNTS);
    await client.run(PLACE_ORDER);
    expect(client.logged).toHaveLength(1);
    expect(client.logged[0]).toMatchObject({ level: "warn", fields: { venue: "testvenue" } });
  });

  test.each([0, 1, 499, 500, 999])(
    "is measured to half a second with a Date header (%i ms after its second)",
    async (ms) => {
      const client = connectToSkewed({ aheadMs: HOUR_MS + ms });
      await client.run(GET_ACCOUNTS);
      expect(client.connection.serverClock.offsetMs()).toBe(HOUR_MS + 500);
    },
  );

  test("is corrected for concurrent calls that detect it at the same time", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, latencyMs: 100 });
    const calls = [GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER].map((request) => client.send(request));
    expect(await client.clock.settle(Promise.all(calls))).toEqual(["read", "read", "read"]);
    expect(client.sent).toHaveLength(6);
  });

  test("is corrected again when it changes", async () => {
    const venue = { aheadMs: HOUR_MS };
    const client = connectToSkewed(venue);
    await client.run(GET_ACCOUNTS);
    venue.aheadMs = -HOUR_MS;
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(4);
  });

  test("is measured by a request for the time when replies have no Date header", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, hasDate: false }, { time: TIME });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent.map(({ url }) => url.pathname)).toEqual(["/orders", "/time", "/orders"]);
    await client.run(GET_ACCOUNTS);
    expect(client.sent).toHaveLength(4);
  });

  test("is not corrected when no reply gives the time", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, hasDate: false });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(1);
  });

  test("is not corrected when the request for the time fails, and the call rejects with its first error", async () => {
    const silent: Answer = (request) => (request.url.pathname === "/time" ? REFUSED : reply(401))(request);
    const client = createResilientClient({ answers: [silent], config: { signer }, time: TIME });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(client.sent.filter(({ url }) => url.pathname === "/orders")).toHaveLength(1);
  });

  test("is also corrected by a measurement, before any request is signed", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, latencyMs: 100 });
    const measured = client.connection.calls.run("health", {}, (call) =>
      measureClock(client.connection, call, TIME),
    );
    expect(await client.clock.settle(measured)).toEqual({ latencyMs: 100, clockOffsetMs: HOUR_MS });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("is corrected too late for an order that exceeds its maximum delay meanwhile", async () => {
    const isOrder = ({ url }: SentRequest): boolean => url.pathname === "/orders";
    const answer: Answer = async (request) => {
      if (isOrder(request)) return reply(401)(request);
      await client.clock.sleep(3_000);
      return reply(200, { epochMillis: String(client.clock.now() + HOUR_MS) })(request);
    };
    const client: ResilientClient = createResilientClient({
      answers: [answer],
      config: { signer },
      time: TIME,
    });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(client.sent.filter(isOrder)).toHaveLength(1);
  });

  test("is also corrected with `retry: false`, because the refused request had no effect", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS }, { config: { signer, retry: false } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("costs a call none of its attempts", async () => {
    const accept = reply(503);
    const client = connectToSkewed({ aheadMs: HOUR_MS, accept });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ status: 503 });
    expect(client.sent).toHaveLength(4);
  });
});

describe("H21: a 401 for another reason", () => {
  const refuse = (aheadMs: number): Answer => {
    const date = new Date(START_MS + aheadMs).toUTCString();
    return reply(401, {}, { date });
  };

  test.each([0, 1_000, -1_000])("causes no retry when the clocks agree (%d ms)", async (aheadMs) => {
    for (const request of Object.values(REQUESTS)) {
      const client = createResilientClient({ answers: [refuse(aheadMs)], config: { signer } });
      expect(await failureOf(client.run(request))).toMatchObject({ kind: "unauthorized", sent: "yes" });
      expect(client.sent).toHaveLength(1);
      expect(client.connection.serverClock.offsetMs()).toBe(0);
    }
  });

  test("causes one retry when the clocks differ, and a correction that did not help is undone", async () => {
    for (const request of Object.values(REQUESTS)) {
      const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
      expect(await failureOf(client.run(request))).toMatchObject({ kind: "unauthorized", sent: "yes" });
      expect(client.sent).toHaveLength(2);
      expect(client.connection.serverClock.offsetMs()).toBe(0);
    }
  });

  test("in concurrent calls also leaves the clock unchanged", async () => {
    const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
    const calls = Array.from({ length: 3 }, () => failureOf(client.send(GET_ACCOUNTS)));
    await client.clock.settle(Promise.all(calls));
    expect(client.sent).toHaveLength(6);
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });

  test("to every request, even the one for the time, ends after one request for the time", async () => {
    const answers = [...Array.from({ length: 20 }, () => reply(401)), silence];
    const client = createResilientClient({ answers, config: { signer }, time: TIME });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(2);
  });

  test("to a public request causes no correction of the clock", async () => {
    const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
    expect(await failureOf(client.run(GET_TIME))).toMatchObject({ kind: "unauthorized" });
    expect(client.sent).toHaveLength(1);
  });
});
