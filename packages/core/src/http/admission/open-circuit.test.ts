/** H22: the effects of a client's calls on its circuit breakers, and of the circuit breakers on its calls. */
import { describe, expect, test } from "vitest";
import {
  createResilientClient,
  networkFailure,
  OK,
  REFUSED,
  RESET,
  type ResilientClient,
  type ResilientClientOptions,
  TRUNCATED,
} from "../../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createRecordingLimiter } from "../../testdata/limits/recording-limiter.ts";
import { type Answer, reply, silence } from "../../testdata/network/scripted-fetch.ts";
import type { HttpRequest } from "../http-request.ts";

const UNAVAILABLE = reply(503);
const OPEN = { kind: "unavailable", code: "CIRCUIT_OPEN", sent: "no", retryable: true };

/** Five failures open the circuit. With the random numbers of these tests it stays open for 1,500 ms. */
const FAILURES = 5;
const OPEN_MS = 1_500;

interface Outage extends Partial<ResilientClientOptions> {
  readonly answer?: Answer;
}

/** Creates a client without retries, and a venue whose answer can be changed. */
function connectDown({ answer = UNAVAILABLE, ...options }: Outage = {}) {
  const venue = { answer };
  const client = createResilientClient({
    answers: [(request) => venue.answer(request)],
    config: { retry: false },
    ...options,
  });
  return { client, venue };
}

async function fail(client: ResilientClient, times = FAILURES, request = GET_ACCOUNTS): Promise<void> {
  for (let count = 0; count < times; count += 1) await failureOf(client.run(request));
}

describe("H22: a circuit opens", () => {
  test.each<readonly [string, Answer]>([
    ["500s", reply(500)],
    ["503s", UNAVAILABLE],
    ["503s with Retry-After", reply(503, {}, { "retry-after": "1" })],
    ["refused connections", REFUSED],
    ["connection resets", RESET],
    ["truncated replies", TRUNCATED],
    ["failures without a code", () => Promise.reject(new TypeError("fetch failed"))],
    ["host names that are not found", networkFailure("ENOTFOUND")],
    ["timeouts", silence],
  ])("after five consecutive %s", async (_name, answer) => {
    const { client, venue } = connectDown({ answer });
    await fail(client);
    venue.answer = OK;
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, retryAfterMs: OPEN_MS });
    expect(client.sent).toHaveLength(FAILURES);
  });

  test("after five failed orders, which count like reads", async () => {
    const { client } = connectDown();
    await fail(client, FAILURES, PLACE_ORDER);
    const error = await failureOf(client.run(PLACE_ORDER));
    expect(error).toMatchObject(OPEN);
    expect(client.sent).toHaveLength(FAILURES);
  });

  test.each<readonly [string, Partial<HttpRequest<unknown>>, Answer]>([
    ["was invalid", { path: [".."] }, OK],
    ["was aborted while its reply was read", {}, () => new Response(new ReadableStream())],
  ])("after five failures, although a request between them %s", async (_name, part, answer) => {
    const { client, venue } = connectDown();
    await fail(client, FAILURES - 1);
    venue.answer = answer;
    const controller = new AbortController();
    void client.clock.sleep(100).then(() => controller.abort());
    await failureOf(client.run({ ...GET_ACCOUNTS, ...part }, { signal: controller.signal }));
    venue.answer = UNAVAILABLE;
    await fail(client, 1);
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject(OPEN);
  });

  test("during the attempts of a call, which rejects with the error of the last attempt", async () => {
    const config = { retry: { attempts: 10 } };
    const { client } = connectDown({ config });
    const error = await failureOf(client.run(GET_ACCOUNTS));
    expect(error).toMatchObject({ kind: "unavailable", status: 503, sent: "yes" });
    expect(client.sent).toHaveLength(FAILURES);
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, sent: "no" });
  });
});

describe("H22: a circuit stays closed", () => {
  test.each([400, 401, 403, 404, 408, 422, 429])("after 20 replies with the status %i", async (status) => {
    const { client, venue } = connectDown({ answer: reply(status) });
    await fail(client, 20);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("after 20 unreadable replies, because the venue did answer", async () => {
    const { client, venue } = connectDown({ answer: reply(200, "<html>") });
    await fail(client, 20);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("after 20 aborts before sending and 20 after it", async () => {
    const { client, venue } = connectDown({ answer: silence });
    for (let count = 0; count < 20; count += 1) {
      const early = AbortSignal.abort();
      expect(await failureOf(client.run(GET_ACCOUNTS, { signal: early }))).toMatchObject({ kind: "aborted" });
      const controller = new AbortController();
      void client.clock.sleep(3_000).then(() => controller.abort());
      const { signal } = controller;
      expect(await failureOf(client.run(GET_ACCOUNTS, { signal }))).toMatchObject({ kind: "aborted" });
    }
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test.each([
    [999, "read"],
    [1_000, "CIRCUIT_OPEN"],
  ])(
    "after timeouts of less than a second, unlike after longer ones (%i ms: %s)",
    async (timeoutMs, outcome) => {
      const { client, venue } = connectDown({ answer: silence });
      for (let count = 0; count < 20; count += 1) {
        await failureOf(client.run(GET_ACCOUNTS, { timeoutMs }));
        if (outcome === "CIRCUIT_OPEN" && count === FAILURES - 1) break;
      }
      venue.answer = OK;
      expect(await client.run(GET_ACCOUNTS).catch(({ code }: { code: string }) => code)).toBe(outcome);
    },
  );

  test("after 20 failed signatures", async () => {
    const sign = (): never => {
      throw new Error("broken");
    };
    const { client } = connectDown({ answer: OK, config: { retry: false, signer: { sign } } });
    for (let count = 0; count < 20; count += 1) {
      expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ code: "SIGNING_FAILED" });
    }
  });

  test("after 50 failures with `circuitBreaker: false`", async () => {
    const { client, venue } = connectDown({ config: { retry: false, circuitBreaker: false } });
    await fail(client, 50);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("for public requests while the circuit of signed requests is open, and the reverse", async () => {
    for (const [down, up] of [
      [GET_ACCOUNTS, GET_TIME],
      [GET_TIME, GET_ACCOUNTS],
    ] as const) {
      const { client, venue } = connectDown();
      await fail(client, FAILURES, down);
      venue.answer = OK;
      expect(await failureOf(client.run(down))).toMatchObject(OPEN);
      expect(await client.run(up)).toBe("read");
    }
  });
});

describe("H22: an open circuit", () => {
  test("admits one of many calls as a probe when its time has passed, and all calls after the probe's answer", async () => {
    const { client, venue } = connectDown();
    await fail(client);
    await client.clock.advance(OPEN_MS);
    let answer = (_response: Response): void => {};
    venue.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const outcomes = Array.from({ length: 50 }, () =>
      client.send(GET_ACCOUNTS).catch(({ code }: { code: string }) => code),
    );
    const settled = Promise.all(outcomes);
    await client.clock.advance(10);
    expect(client.sent).toHaveLength(FAILURES + 1);
    answer(new Response("{}"));
    const codes = await settled;
    expect(codes.filter((code) => code === "read")).toHaveLength(1);
    expect(codes.filter((code) => code === "CIRCUIT_OPEN")).toHaveLength(49);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("admits another probe when the first one is aborted", async () => {
    const { client, venue } = connectDown();
    await fail(client);
    await client.clock.advance(OPEN_MS);
    venue.answer = silence;
    const controller = new AbortController();
    void client.clock.sleep(5_000).then(() => controller.abort());
    const { signal } = controller;
    expect(await failureOf(client.run(GET_ACCOUNTS, { signal }))).toMatchObject({ kind: "aborted" });
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("admits cancels: their failures change nothing, and an answer closes it", async () => {
    const { client, venue } = connectDown();
    await fail(client);
    await fail(client, 3, CANCEL_ORDER);
    expect(client.sent).toHaveLength(FAILURES + 3);
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, retryAfterMs: OPEN_MS });
    venue.answer = OK;
    expect(await client.run(CANCEL_ORDER)).toBe("read");
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("refuses calls before they wait for the rate limit, and releases the permit of a call that waited while it opened", async () => {
    const rateLimits = { all: { limit: { limit: 1_000 }, appliesTo: "all" } } as const;
    let wait = async (): Promise<void> => {};
    const recorded = createRecordingLimiter(() => wait());
    const { client } = connectDown({ rateLimiter: recorded.limiter, rateLimits });
    wait = () => client.clock.sleep(100);
    const late = client.send(GET_ACCOUNTS).catch(({ code }: { code: string }) => code);
    // This call waits for the rate limit while the others fail.
    await client.clock.advance(0);
    wait = async () => {};
    await Promise.all(Array.from({ length: FAILURES }, () => failureOf(client.send(GET_ACCOUNTS))));
    const before = recorded.requests.length;
    expect(await client.clock.settle(late)).toBe("CIRCUIT_OPEN");
    expect(recorded.events.at(-1)).toBe("release");
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject(OPEN);
    expect(recorded.requests).toHaveLength(before);
    expect(client.sent).toHaveLength(FAILURES);
  });

  test("ignores the success of a request from before it opened", async () => {
    const { client, venue } = connectDown({ answer: silence });
    let answer = (_response: Response): void => {};
    venue.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const early = client.send(GET_ACCOUNTS);
    await client.clock.advance(0);
    while (client.sent.length < 1) await client.clock.advance(0);
    venue.answer = UNAVAILABLE;
    await Promise.all(Array.from({ length: FAILURES }, () => failureOf(client.send(GET_ACCOUNTS))));
    answer(new Response("{}"));
    expect(await early).toBe("read");
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject(OPEN);
  });
});
