/** H22: what a client's calls do to its circuit breakers, and what those do to its calls. */
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

/** Five failures open it, for 1,500 ms as the draws are. */
const FAILURES = 5;
const OPEN_MS = 1_500;

interface Outage extends Partial<ResilientClientOptions> {
  readonly answer?: Answer;
}

/** A client that sends everything once, to a venue whose answer can be changed. */
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
    ["503s that say when to come back", reply(503, {}, { "retry-after": "1" })],
    ["refused connections", REFUSED],
    ["resets", RESET],
    ["replies that break off", TRUNCATED],
    ["failures without a code", () => Promise.reject(new TypeError("fetch failed"))],
    ["names that are not found", networkFailure("ENOTFOUND")],
    ["deadlines that pass", silence],
  ])("after five of %s in a row", async (_name, answer) => {
    const { client, venue } = connectDown({ answer });
    await fail(client);
    venue.answer = OK;
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, retryAfterMs: OPEN_MS });
    expect(client.sent).toHaveLength(FAILURES);
  });

  test("for orders, whose failures count like those of reads", async () => {
    const { client } = connectDown();
    await fail(client, FAILURES, PLACE_ORDER);
    const error = await failureOf(client.run(PLACE_ORDER));
    expect(error).toMatchObject(OPEN);
    expect(client.sent).toHaveLength(FAILURES);
  });

  test.each<readonly [string, Partial<HttpRequest<unknown>>, Answer]>([
    ["that could not be made", { path: [".."] }, OK],
    ["that was aborted within its reply", {}, () => new Response(new ReadableStream())],
  ])("also when there was a request %s between the failures", async (_name, part, answer) => {
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

  test("within the attempts of a call, which then end with what it failed of", async () => {
    const config = { retry: { attempts: 10 } };
    const { client } = connectDown({ config });
    const error = await failureOf(client.run(GET_ACCOUNTS));
    expect(error).toMatchObject({ kind: "unavailable", status: 503, sent: "yes" });
    expect(client.sent).toHaveLength(FAILURES);
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, sent: "no" });
  });
});

describe("H22: a circuit stays closed", () => {
  test.each([400, 401, 403, 404, 408, 422, 429])("after any number of %is", async (status) => {
    const { client, venue } = connectDown({ answer: reply(status) });
    await fail(client, 20);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("after any number of replies that cannot be read, as there was a venue to send them", async () => {
    const { client, venue } = connectDown({ answer: reply(200, "<html>") });
    await fail(client, 20);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("after any number of aborts, before and after sending", async () => {
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
  ])("after deadlines that left the venue no second to answer (%i ms: %s)", async (timeoutMs, outcome) => {
    const { client, venue } = connectDown({ answer: silence });
    for (let count = 0; count < 20; count += 1) {
      await failureOf(client.run(GET_ACCOUNTS, { timeoutMs }));
      if (outcome === "CIRCUIT_OPEN" && count === FAILURES - 1) break;
    }
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS).catch(({ code }: { code: string }) => code)).toBe(outcome);
  });

  test("after any number of signers that fail, of whatever kind", async () => {
    const sign = (): never => {
      throw new Error("broken");
    };
    const { client } = connectDown({ answer: OK, config: { retry: false, signer: { sign } } });
    for (let count = 0; count < 20; count += 1) {
      expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ code: "SIGNING_FAILED" });
    }
  });

  test("with `circuitBreaker: false`, whatever happens", async () => {
    const { client, venue } = connectDown({ config: { retry: false, circuitBreaker: false } });
    await fail(client, 50);
    venue.answer = OK;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("for public requests while it is open for signed ones, and the other way round", async () => {
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
  test("lets one of many calls through when it is time, and all of them after that one's answer", async () => {
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

  test("lets another call through when the first one was aborted", async () => {
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

  test("lets cancels pass; their failures change nothing, and an answer closes it", async () => {
    const { client, venue } = connectDown();
    await fail(client);
    await fail(client, 3, CANCEL_ORDER);
    expect(client.sent).toHaveLength(FAILURES + 3);
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ ...OPEN, retryAfterMs: OPEN_MS });
    venue.answer = OK;
    expect(await client.run(CANCEL_ORDER)).toBe("read");
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  });

  test("lets nothing wait for the rate limit, and gives back what a call waited for while it opened", async () => {
    const rateLimits = { all: { limit: { limit: 1_000 }, appliesTo: "all" } } as const;
    let wait = async (): Promise<void> => {};
    const recorded = createRecordingLimiter(() => wait());
    const { client } = connectDown({ rateLimiter: recorded.limiter, rateLimits });
    wait = () => client.clock.sleep(100);
    const late = client.send(GET_ACCOUNTS).catch(({ code }: { code: string }) => code);
    // In its queue while the others fail.
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

  test("takes no notice of a success that was sent before it opened", async () => {
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
