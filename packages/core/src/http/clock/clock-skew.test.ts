/** H19: a venue that takes no signature of another time than its own, give or take half a minute. */
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
  /** How far it is ahead of this machine, in milliseconds. */
  aheadMs: number;
  readonly latencyMs?: number;
  /** Whether its replies have a Date. */
  readonly hasDate?: boolean;
  /** Instead of the reply to what it accepts. */
  readonly accept?: Answer;
}

/** A client of such a venue, whose clock may change while it runs. */
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

describe("H19: a clock that is off", () => {
  test("by up to an hour costs each kind of request one correction, and the later ones nothing", async () => {
    const skew = fc.record({
      aheadMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
      latencyMs: fc.integer({ min: 0, max: 400 }),
      effect: fc.constantFrom(...(Object.keys(REQUESTS) as (keyof typeof REQUESTS)[])),
    });
    await fc.assert(
      fc.asyncProperty(skew, async ({ aheadMs, latencyMs, effect }) => {
        const client = connectToSkewed({ aheadMs, latencyMs });
        expect(await client.run(REQUESTS[effect])).toBe("read");
        // On its way to the venue it became so much older.
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

  test.each([HOUR_MS, -HOUR_MS])("is told of once (%d ms)", async (aheadMs) => {
    const client = connectToSkewed({ aheadMs });
    await client.run(GET_ACCOUNTS);
    await client.run(PLACE_ORDER);
    expect(client.logged).toHaveLength(1);
    expect(client.logged[0]).toMatchObject({ level: "warn", fields: { venue: "testvenue" } });
  });

  test.each([0, 1, 499, 500, 999])("is known to half a second from a Date (%i ms after it)", async (ms) => {
    const client = connectToSkewed({ aheadMs: HOUR_MS + ms });
    await client.run(GET_ACCOUNTS);
    expect(client.connection.serverClock.offsetMs()).toBe(HOUR_MS + 500);
  });

  test("is put right for two calls that find it at the same time", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, latencyMs: 100 });
    const calls = [GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER].map((request) => client.send(request));
    expect(await client.clock.settle(Promise.all(calls))).toEqual(["read", "read", "read"]);
    expect(client.sent).toHaveLength(6);
  });

  test("is put right again when it changes", async () => {
    const venue = { aheadMs: HOUR_MS };
    const client = connectToSkewed(venue);
    await client.run(GET_ACCOUNTS);
    venue.aheadMs = -HOUR_MS;
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(4);
  });

  test("is asked for where replies do not say the time", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, hasDate: false }, { time: TIME });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent.map(({ url }) => url.pathname)).toEqual(["/orders", "/time", "/orders"]);
    await client.run(GET_ACCOUNTS);
    expect(client.sent).toHaveLength(4);
  });

  test("stays as it is where nothing says the time", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, hasDate: false });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(1);
  });

  test("stays as it is, with the first error, when the venue cannot be asked", async () => {
    const silent: Answer = (request) => (request.url.pathname === "/time" ? REFUSED : reply(401))(request);
    const client = createResilientClient({ answers: [silent], config: { signer }, time: TIME });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(client.sent.filter(({ url }) => url.pathname === "/orders")).toHaveLength(1);
  });

  test("is found and put right by a measurement as well, before anything is signed", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS, latencyMs: 100 });
    const measured = client.connection.calls.run("health", {}, (call) =>
      measureClock(client.connection, call, TIME),
    );
    expect(await client.clock.settle(measured)).toEqual({ latencyMs: 100, clockOffsetMs: HOUR_MS });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("is put right too late for an order that has become too old meanwhile", async () => {
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

  test("is put right with `retry: false` as well, as nothing was carried out", async () => {
    const client = connectToSkewed({ aheadMs: HOUR_MS }, { config: { signer, retry: false } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("leaves the attempts of a call as many as they were", async () => {
    const accept = reply(503);
    const client = connectToSkewed({ aheadMs: HOUR_MS, accept });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ status: 503 });
    expect(client.sent).toHaveLength(4);
  });
});

describe("H21: a 401 of another cause", () => {
  const refuse = (aheadMs: number): Answer => {
    const date = new Date(START_MS + aheadMs).toUTCString();
    return reply(401, {}, { date });
  };

  test.each([0, 1_000, -1_000])("is not repeated when the clocks agree (%d ms)", async (aheadMs) => {
    for (const request of Object.values(REQUESTS)) {
      const client = createResilientClient({ answers: [refuse(aheadMs)], config: { signer } });
      expect(await failureOf(client.run(request))).toMatchObject({ kind: "unauthorized", sent: "yes" });
      expect(client.sent).toHaveLength(1);
      expect(client.connection.serverClock.offsetMs()).toBe(0);
    }
  });

  test("is repeated once when they differ, and a correction that did not help is taken back", async () => {
    for (const request of Object.values(REQUESTS)) {
      const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
      expect(await failureOf(client.run(request))).toMatchObject({ kind: "unauthorized", sent: "yes" });
      expect(client.sent).toHaveLength(2);
      expect(client.connection.serverClock.offsetMs()).toBe(0);
    }
  });

  test("of several calls at once leaves the clock as it was, too", async () => {
    const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
    const calls = Array.from({ length: 3 }, () => failureOf(client.send(GET_ACCOUNTS)));
    await client.clock.settle(Promise.all(calls));
    expect(client.sent).toHaveLength(6);
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });

  test("of everything, the time included, is not asked about without end", async () => {
    const answers = [...Array.from({ length: 20 }, () => reply(401)), silence];
    const client = createResilientClient({ answers, config: { signer }, time: TIME });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(2);
  });

  test("of a public request is none of the clock's", async () => {
    const client = createResilientClient({ answers: [refuse(HOUR_MS)], config: { signer } });
    expect(await failureOf(client.run(GET_TIME))).toMatchObject({ kind: "unauthorized" });
    expect(client.sent).toHaveLength(1);
  });
});
