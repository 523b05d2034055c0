import { AssertionError } from "node:assert";
import { describe, expect, test } from "vitest";
import { buildVenueError } from "../builders/build-venue-error.ts";
import { ERROR_KINDS } from "../contract/cases/errors/shape.ts";
import { CLIENT_ORDER_ID, EVERY_METHOD, ORDER_ID } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

/** The ids that a call has in its arguments. */
const IDS_OF: Readonly<Record<string, object>> = {
  placeOrder: { clientOrderId: CLIENT_ORDER_ID },
  cancelOrder: { orderId: ORDER_ID },
  getOrder: { orderId: ORDER_ID },
  editOrder: { orderId: ORDER_ID },
};

describe.each(EVERY_METHOD)("an error of $method", ({ method, call, value, answers }) => {
  test.each(ERROR_KINDS)(
    "of kind %s keeps its fields, and has the venue, operation and ids of the call",
    async (kind) => {
      const client = createMockClient({ venue: "coinbase" });
      const given = buildVenueError({ kind, code: "OWN", status: 418, requestId: "request-1" });
      answers(client)(given);
      const error = await failureOf(call(client));
      expect(error).toMatchObject({
        kind,
        code: "OWN",
        status: 418,
        requestId: "request-1",
        reason: given.reason,
        sent: given.sent,
        retryable: given.retryable,
        venue: "coinbase",
        operation: method,
        ...IDS_OF[method],
      });
      expect(error.message).toContain(`[coinbase ${method}]`);
      // The given error does not change, because it may answer other calls.
      expect(given).toMatchObject({ venue: "mock", operation: "placeOrder" });
    },
  );

  test("keeps its own ids", async () => {
    const client = createMockClient();
    answers(client)(buildVenueError({ orderId: "its-own", clientOrderId: "its-client-own" }));
    expect(await failureOf(call(client))).toMatchObject({
      orderId: "its-own",
      clientOrderId: "its-client-own",
    });
  });

  test("that is not a VenueError is thrown as the same object", async () => {
    const client = createMockClient();
    const thrown = [
      new TypeError("boom"),
      new AssertionError({ message: "1 is not 2" }),
      undefined,
      null,
      "text",
    ];
    for (const reason of thrown) {
      for (const answer of [
        () => {
          throw reason;
        },
        () => Promise.reject(reason),
        async () => {
          await nextTurn();
          throw reason;
        },
      ]) {
        answers(client).once(answer);
        const outcome = await call(client).then(
          () => ({ reason: "nothing" }),
          (caught: unknown) => ({ reason: caught }),
        );
        expect(outcome.reason).toBe(reason);
      }
    }
  });

  test("from a failed expectation in an answer reaches the caller unchanged", async () => {
    const client = createMockClient();
    let failed: unknown;
    answers(client)(() => {
      try {
        expect(1).toBe(2);
      } catch (error) {
        failed = error;
        throw error;
      }
    });
    await expect(call(client)).rejects.toBe(failed);
    expect(failed).toBeInstanceOf(Error);
  });

  test("does not affect the next call", async () => {
    const client = createMockClient();
    answers(client).inTurn(new Error("boom"), value);
    await expect(call(client)).rejects.toThrow("boom");
    await expect(call(client)).resolves.toBeDefined();
  });

  test("reaches only the caller and is never an unhandled rejection", async () => {
    const unhandled = await unhandledRejectionsOf(async () => {
      const clock = createManualClock();
      const client = createMockClient({ clock, latencyMs: 5 });
      answers(client).inTurn(
        new Error("plain"),
        buildVenueError(),
        () => Promise.reject(new Error("later")),
        () => undefined,
      );
      const pending = Promise.allSettled(Array.from({ length: 5 }, () => call(client)));
      await clock.advance(5);
      const outcomes = await pending;
      expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
    });
    expect(unhandled).toEqual([]);
  });

  test("after the end of its call is ignored", async () => {
    const unhandled = await unhandledRejectionsOf(async () => {
      const clock = createManualClock();
      const client = createMockClient({ clock, timeoutMs: 10 });
      answers(client)(async () => {
        await clock.sleep(20);
        throw new Error("too late");
      });
      const error = failureOf(call(client));
      await clock.advance(30);
      expect((await error).message).not.toContain("too late");
      expect(clock.timers()).toBe(0);
    });
    expect(unhandled).toEqual([]);
  });
});

test("overlapping calls get their own errors", async () => {
  const client = createMockClient();
  const errors = Array.from({ length: 20 }, (_, index) => new Error(String(index)));
  client.onGetBalance.inTurn(
    ...errors.map((error, index) => async () => {
      for (let turns = errors.length - index; turns > 0; turns -= 1) await nextTurn();
      throw error;
    }),
  );
  const outcomes = await Promise.allSettled(errors.map(() => client.getBalance()));
  expect(outcomes).toEqual(errors.map((reason) => ({ status: "rejected", reason })));
});
