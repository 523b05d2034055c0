/** The retries of orders, edits and cancels. */
import { describe, expect, test } from "vitest";
import {
  createResilientClient,
  networkFailure,
  OK,
  REFUSED,
  REQUESTS,
  RESET,
  TRUNCATED,
} from "../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, CLIENT_ORDER_ID, PLACE_ORDER } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, silence } from "../testdata/network/scripted-fetch.ts";

const MUTATIONS = ["order", "edit"] as const;

const UNAVAILABLE = reply(503);

describe.each(MUTATIONS)("an %s", (effect) => {
  const request = REQUESTS[effect];

  test.each<readonly [string, Answer]>([
    ["H2: the connection was refused", REFUSED],
    ["H1: the host name was not found", networkFailure("ENOTFOUND", "getaddrinfo")],
    ["H1: the name server had no answer", networkFailure("EAI_AGAIN")],
    ["H2: the connection timed out", networkFailure("UND_ERR_CONNECT_TIMEOUT")],
  ])("is retried, byte for byte, when %s", async (_name, answer) => {
    const client = createResilientClient({ answers: [answer, answer, OK] });
    expect(await client.run(request)).toBe("read");
    expect(new Set(client.sent.map(({ body }) => body))).toEqual(new Set([JSON.stringify(request.body)]));
    expect(client.sent).toHaveLength(3);
    expect(new Set(client.sent.map(({ headers }) => headers.get("x-signature"))).size).toBe(3);
  });

  test.each<readonly [string, Answer]>([
    ["H15: a 503", UNAVAILABLE],
    ["a 500", reply(500)],
    ["H14: a 429", reply(429, {}, { "retry-after": "0" })],
    ["a 408", reply(408)],
    ["H16: a reset", RESET],
    ["H17: a closed socket", networkFailure("UND_ERR_SOCKET")],
    ["H7: a truncated reply", TRUNCATED],
    ["an unreadable reply", reply(200, "<html>")],
    ["H5: silence", silence],
    ["a failure without a code", () => Promise.reject(new TypeError("fetch failed"))],
  ])("is never retried after %s, and its outcome is unknown", async (_name, answer) => {
    const client = createResilientClient({ answers: [answer, OK] });
    const error = await failureOf(client.run(request));
    expect(error).toMatchObject({ kind: "outcomeUnknown", retryable: false, clientOrderId: CLIENT_ORDER_ID });
    expect(error.sent).not.toBe("no");
    await client.clock.advance(60_000);
    expect(client.sent).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 422])("is refused by a %i without a retry", async (status) => {
    const client = createResilientClient({ answers: [reply(status), OK] });
    expect(await failureOf(client.run(request))).toMatchObject({ status, sent: "yes" });
    expect(client.sent).toHaveLength(1);
  });

  test("has an unknown outcome if its last attempt has one, even when earlier attempts were not sent", async () => {
    const client = createResilientClient({ answers: [REFUSED, RESET, OK] });
    expect(await failureOf(client.run(request))).toMatchObject({ kind: "outcomeUnknown", sent: "maybe" });
    expect(client.sent).toHaveLength(2);
  });

  test("reports that nothing was sent when no attempt reached the venue", async () => {
    const client = createResilientClient({ answers: [REFUSED] });
    expect(await failureOf(client.run(request))).toMatchObject({
      kind: "unavailable",
      code: "ECONNREFUSED",
      sent: "no",
      retryable: true,
    });
    expect(client.sent).toHaveLength(3);
  });

  test("is not retried after its maximum delay", async () => {
    const slow: Answer = async (sent) => {
      await client.clock.advance(980);
      return REFUSED(sent);
    };
    const client = createResilientClient({ answers: [slow, OK] });
    expect(await failureOf(client.run(request))).toMatchObject({ kind: "unavailable", sent: "no" });
    expect(client.sent).toHaveLength(1);
  });

  test.each([
    [0, 1],
    [50, 1],
    [51, 2],
    [149, 2],
    [151, 3],
  ])("with a maxOrderDelayMs of %d is sent %d times", async (maxOrderDelayMs, times) => {
    // The waits between the attempts are 50 and 100 ms.
    const client = createResilientClient({
      answers: [REFUSED],
      config: { orderSafety: { maxOrderDelayMs } },
    });
    expect(await failureOf(client.run(request))).toMatchObject({ sent: "no" });
    expect(client.sent).toHaveLength(times);
  });

  test("is sent once with `retry: false`", async () => {
    const client = createResilientClient({ answers: [REFUSED, OK], config: { retry: false } });
    expect(await failureOf(client.run(request))).toMatchObject({ sent: "no" });
    expect(client.sent).toHaveLength(1);
  });
});

describe("a cancel", () => {
  test.each<readonly [string, Answer]>([
    ["H15: a 503", UNAVAILABLE],
    ["H16: a reset", RESET],
    ["a 429", reply(429)],
    ["H7: a truncated reply", TRUNCATED],
    ["H5: silence", silence],
    ["H2: a refused connection", REFUSED],
  ])("is retried after %s, because a second cancel does no harm", async (_name, answer) => {
    const client = createResilientClient({ answers: [answer, OK] });
    expect(await client.run(CANCEL_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
    expect(client.logged).toEqual([]);
  });

  test.each<readonly [string, Answer]>([
    ["is not sent", REFUSED],
    ["is refused", reply(404)],
    ["is unauthorized", reply(403)],
  ])("has an unknown outcome after a lost reply, even when the next attempt %s", async (_name, answer) => {
    const client = createResilientClient({ answers: [RESET, answer] });
    const error = await failureOf(client.run(CANCEL_ORDER));
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "ECONNRESET" });
  });

  test("H25: has an unknown outcome after an abort between attempts if its first attempt has one", async () => {
    for (const [answer, kind] of [
      [RESET, "outcomeUnknown"],
      [REFUSED, "aborted"],
    ] as const) {
      const controller = new AbortController();
      const abortLater: Answer = (request) => {
        void client.clock.sleep(10).then(() => controller.abort());
        return answer(request);
      };
      const client = createResilientClient({
        answers: [abortLater, OK],
        config: { retry: { baseMs: 1_000 } },
      });
      const error = await failureOf(client.run(CANCEL_ORDER, { signal: controller.signal }));
      expect(error).toMatchObject({ kind });
      expect(client.clock.monotonic()).toBe(10);
    }
  });

  test("is not found after a 404, with one attempt", async () => {
    const client = createResilientClient({ answers: [reply(404), OK] });
    expect(await failureOf(client.run(CANCEL_ORDER))).toMatchObject({ kind: "notFound", sent: "yes" });
    expect(client.sent).toHaveLength(1);
  });
});

test("an unknown outcome is logged once per call, not once per attempt", async () => {
  const cancel = createResilientClient({ answers: [RESET] });
  await failureOf(cancel.run(CANCEL_ORDER));
  const order = createResilientClient({ answers: [REFUSED, RESET] });
  await failureOf(order.run(PLACE_ORDER));
  expect([cancel.logged.length, order.logged.length]).toEqual([1, 1]);
});
