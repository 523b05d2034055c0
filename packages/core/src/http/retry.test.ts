import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createResilientClient,
  networkFailure,
  OK,
  REFUSED,
  RESET,
  TRUNCATED,
} from "../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";

const UNAVAILABLE = reply(503);

describe("a read is retried", () => {
  test.each<readonly [string, Answer]>([
    ["H2: a refused connection", REFUSED],
    ["H1: a host name that is not found", networkFailure("ENOTFOUND", "getaddrinfo")],
    ["H1: a name server that has no answer", networkFailure("EAI_AGAIN", "getaddrinfo")],
    ["H17: a socket that the venue has closed", networkFailure("UND_ERR_SOCKET")],
    ["a reset", RESET],
    ["H7: a truncated reply", TRUNCATED],
    ["a failure without a code", () => Promise.reject(new TypeError("fetch failed"))],
    ["H12: a 429", reply(429)],
    ["a 408", reply(408)],
    ["H15: a 500", reply(500)],
    ["a 502 in HTML", reply(502, "<html>")],
    ["H15: a 503", UNAVAILABLE],
    ["a 504", reply(504)],
  ])("after %s", async (_name, answer) => {
    for (const request of [GET_ACCOUNTS, GET_TIME]) {
      const client = createResilientClient({ answers: [answer, answer, OK] });
      expect(await client.run(request)).toBe("read");
      expect(client.sent).toHaveLength(3);
      expect(client.clock.timers()).toBe(0);
    }
  });

  test("with a new signature for each attempt, made when the attempt is sent", async () => {
    const signer = countingSigner();
    const client = createResilientClient({ answers: [UNAVAILABLE, RESET, OK], config: { signer } });
    await client.run(GET_ACCOUNTS);
    expect(client.sent.map(({ headers }) => headers.get("x-signature"))).toEqual([
      "signature-number-1",
      "signature-number-2",
      "signature-number-3",
    ]);
    const startMs = signer.requests[0]?.timestampMs ?? 0;
    expect(signer.requests.map(({ timestampMs }) => timestampMs - startMs)).toEqual(client.sentAtMs);
  });
});

describe("a read is not retried", () => {
  test.each<readonly [string, Answer, string]>([
    ["a 400", reply(400), "rejected"],
    ["H21: a 401 without a Date header", reply(401), "unauthorized"],
    ["H21: a 403", reply(403), "unauthorized"],
    ["a 404", reply(404), "notFound"],
    ["a redirect", reply(302, null, { location: "https://elsewhere.example" }), "malformed"],
    ["a body that is not JSON", reply(200, "<html>"), "malformed"],
    ["an empty body", reply(200, ""), "malformed"],
    ["an untrusted certificate", networkFailure("CERT_HAS_EXPIRED"), "unavailable"],
  ])("after %s", async (_name, answer, kind) => {
    const client = createResilientClient({ answers: [answer, OK] });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind });
    expect(client.sent).toHaveLength(1);
  });

  test("when a reader or a signer throws, because a retry does not help", async () => {
    const broken = createResilientClient({ answers: [OK] });
    const read = (): never => {
      throw new Error("broken");
    };
    expect(await failureOf(broken.run({ ...GET_ACCOUNTS, read }))).toMatchObject({ code: "INTERNAL" });
    expect(broken.sent).toHaveLength(1);
    let asked = 0;
    const sign = (): never => {
      asked += 1;
      throw new Error("broken");
    };
    const unsigned = createResilientClient({ answers: [OK], config: { signer: { sign } } });
    expect(await failureOf(unsigned.run(GET_ACCOUNTS))).toMatchObject({ code: "SIGNING_FAILED", sent: "no" });
    expect(asked).toBe(1);
  });

  test("with `retry: false`", async () => {
    for (const answer of [REFUSED, UNAVAILABLE, reply(429), RESET]) {
      const client = createResilientClient({ answers: [answer, OK], config: { retry: false } });
      await failureOf(client.run(GET_ACCOUNTS));
      expect(client.sent).toHaveLength(1);
    }
  });
});

describe("H26: the attempts of one call", () => {
  test.each([1, 2, 3, 7, 10])("are limited to the configured number of %i", async (attempts) => {
    const config = { retry: { attempts }, circuitBreaker: false } as const;
    for (const request of [GET_ACCOUNTS, CANCEL_ORDER]) {
      const client = createResilientClient({ answers: [UNAVAILABLE], config });
      await failureOf(client.run(request, { timeoutMs: 60_000 }));
      expect(client.sent).toHaveLength(attempts);
    }
  });

  test("end with the error of the last one, with the highest `sent` of them all (no, maybe, yes)", async () => {
    const uncertain = createResilientClient({ answers: [REFUSED, RESET, REFUSED] });
    expect(await failureOf(uncertain.run(GET_ACCOUNTS))).toMatchObject({
      kind: "unavailable",
      code: "ECONNREFUSED",
      sent: "maybe",
    });
    const answered = createResilientClient({ answers: [UNAVAILABLE, REFUSED, RESET] });
    expect(await failureOf(answered.run(GET_ACCOUNTS))).toMatchObject({ code: "ECONNRESET", sent: "yes" });
    const unsent = createResilientClient({ answers: [REFUSED] });
    expect(await failureOf(unsent.run(GET_ACCOUNTS))).toMatchObject({ kind: "unavailable", sent: "no" });
    const refused = createResilientClient({ answers: [RESET, UNAVAILABLE, reply(404)] });
    expect(await failureOf(refused.run(GET_ACCOUNTS))).toMatchObject({ kind: "notFound", sent: "yes" });
  });
});

describe("the wait before the next attempt", () => {
  const draw = fc.double({ min: 0, max: 0.999_999, noNaN: true });

  test("is a random time below a bound that doubles up to the cap", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draw, { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 1_500 }),
        async (draws, baseMs, capMs) => {
          const random = (): number => draws.shift() ?? 0;
          const bounds = Array.from({ length: 5 }, (_, count) => Math.min(capMs, baseMs * 2 ** count));
          const expected = bounds.map((boundMs, count) => (draws[count] ?? 0) * boundMs);
          const config = { retry: { attempts: 6, baseMs, capMs }, circuitBreaker: false } as const;
          const client = createResilientClient({ answers: [UNAVAILABLE], config, random });
          await failureOf(client.run(GET_ACCOUNTS, { timeoutMs: 60_000 }));
          const waits = client.sentAtMs.slice(1).map((ms, count) => ms - (client.sentAtMs[count] ?? 0));
          expect(waits).toHaveLength(5);
          for (const [count, waitMs] of waits.entries()) {
            expect(waitMs).toBeCloseTo(expected[count] ?? Number.NaN, 6);
            expect(waitMs).toBeLessThanOrEqual(bounds[count] ?? 0);
          }
        },
      ),
      { ...SEEDED, numRuns: 100 },
    );
  });

  test.each<readonly [string, Answer, number]>([
    ["H12: the Retry-After of a 429 in seconds", reply(429, {}, { "retry-after": "3" }), 3_000],
    [
      "H12: the Retry-After of a 429 as a date",
      reply(429, {}, { "retry-after": "Thu, 01 Jan 2026 00:00:04 GMT" }),
      4_000,
    ],
    ["the Retry-After of a 503", reply(503, {}, { "retry-after": "2" }), 2_000],
    ["H13: a second after a 429 without Retry-After", reply(429), 1_000],
    [
      "H12: a second after a 429 with an unreadable Retry-After",
      reply(429, {}, { "retry-after": "soon" }),
      1_000,
    ],
    ["nothing after a 503 with a Retry-After of zero", reply(503, {}, { "retry-after": "0" }), 0],
    ["nothing after any other failure", UNAVAILABLE, 0],
  ])("is added to %s", async (_name, answer, floorMs) => {
    const random = seededRandom(7);
    for (let count = 0; count < 20; count += 1) {
      const client = createResilientClient({ answers: [answer, OK], random });
      await client.run(GET_ACCOUNTS);
      const [firstMs = 0, secondMs = 0] = client.sentAtMs;
      expect(secondMs - firstMs).toBeGreaterThanOrEqual(floorMs);
      expect(secondMs - firstMs).toBeLessThan(floorMs + 100);
    }
    const average = createResilientClient({ answers: [answer, OK] });
    await average.run(GET_ACCOUNTS);
    expect(average.sentAtMs).toEqual([0, floorMs + 50]);
  });
});

describe("the deadline of a call", () => {
  test.each(["11", "999999999", "Fri, 02 Jan 2026 00:00:00 GMT"])(
    "H12: makes it reject at once with `retryAfterMs` when Retry-After (%s) ends later",
    async (header) => {
      const client = createResilientClient({ answers: [reply(429, {}, { "retry-after": header }), OK] });
      const error = await failureOf(client.run(GET_ACCOUNTS));
      expect(error).toMatchObject({ kind: "rateLimited", status: 429, retryable: true });
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(11_000);
      expect(client.clock.monotonic()).toBe(0);
      expect(client.sent).toHaveLength(1);
    },
  );

  test("H5: cuts a hanging attempt at half of the time left, and gives the last attempt all of it", async () => {
    const client = createResilientClient({ answers: [silence], random: () => 0 });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind: "timeout", sent: "maybe" });
    expect(client.sentAtMs).toEqual([0, 5_000, 7_500]);
    expect(client.clock.monotonic()).toBe(10_000);
    expect(client.clock.timers()).toBe(0);
  });

  test("H5: leaves time for a successful retry after a hanging attempt", async () => {
    const client = createResilientClient({ answers: [silence, OK] });
    expect(await client.run(GET_ACCOUNTS, { timeoutMs: 1_000 })).toBe("read");
    expect(client.sentAtMs).toEqual([0, 550]);
  });

  test("cuts no attempt when the retry budget is empty", async () => {
    const slow: Answer = async (request) => {
      await client.clock.sleep(6_000);
      return OK(request);
    };
    const refused = Array.from({ length: 15 }, () => REFUSED);
    const client = createResilientClient({
      answers: [...refused, slow],
      config: { signer: countingSigner(), circuitBreaker: false },
    });
    for (let call = 0; call < 5; call += 1) await failureOf(client.run(GET_ACCOUNTS));
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sent).toHaveLength(16);
  });

  test("H6: cuts an attempt whose body stalls", async () => {
    const stalled: Answer = () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    const client = createResilientClient({ answers: [stalled, OK] });
    expect(await client.run(GET_ACCOUNTS, { timeoutMs: 1_000 })).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("gives an order all of its time, because it is not retried", async () => {
    const client = createResilientClient({ answers: [silence] });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "outcomeUnknown" });
    expect(client.clock.monotonic()).toBe(10_000);
    expect(client.sent).toHaveLength(1);
  });
});

describe("an abort while a call waits for its next attempt", () => {
  test.each<readonly [string, Answer, string]>([
    ["nothing was sent", REFUSED, "no"],
    ["it may have been sent", RESET, "maybe"],
    ["the venue answered", UNAVAILABLE, "yes"],
  ])("N16: ends the call at once when %s, and leaves no timer", async (_name, answer, sent) => {
    const client = createResilientClient({ answers: [answer], config: { retry: { baseMs: 5_000 } } });
    const controller = new AbortController();
    const outcome = failureOf(client.send(GET_ACCOUNTS, { signal: controller.signal }));
    while (client.sent.length < 1) await nextTurn();
    await client.clock.advance(10);
    controller.abort();
    expect(await outcome).toMatchObject({ kind: "aborted", sent });
    expect(client.clock.timers()).toBe(0);
    await client.clock.advance(60_000);
    expect(client.sent).toHaveLength(1);
  });

  test("also happens when the client is closed", async () => {
    const client = createResilientClient({ answers: [UNAVAILABLE], config: { retry: { baseMs: 5_000 } } });
    const outcome = failureOf(client.send(GET_ACCOUNTS));
    while (client.sent.length < 1) await nextTurn();
    await client.clock.advance(10);
    client.connection.calls.close();
    expect(await outcome).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED", sent: "yes" });
    expect(client.clock.timers()).toBe(0);
  });
});
