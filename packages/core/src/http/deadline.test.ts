import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VenueError } from "../errors/venue-error.ts";
import {
  CANCEL_ORDER,
  CLIENT_ORDER_ID,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
  requestWith,
  type TestClient,
} from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";

const EFFECTS = [undefined, "order", "cancel"] as const;

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => void process.on("unhandledRejection", onUnhandled));

afterEach(async () => {
  await nextTurn();
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

/** Creates a reply whose body stalls after its first chunk. */
function stalledReply(): { readonly answer: Answer; readonly reading: Promise<void>; cancelled: boolean } {
  let startReading: () => void;
  const reading = new Promise<void>((resolve) => {
    startReading = resolve;
  });
  const state = {
    reading,
    cancelled: false,
    answer: () => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            controller.enqueue(new TextEncoder().encode('{"a":'));
            startReading();
            return new Promise(() => {});
          },
          cancel: () => {
            state.cancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body);
    },
  };
  return state;
}

function expectNothingLeft(client: TestClient, signal?: AbortSignal): void {
  expect(client.clock.timers()).toBe(0);
  if (signal !== undefined) expect(getEventListeners(signal, "abort")).toHaveLength(0);
}

describe("the deadline of a call", () => {
  test.each(EFFECTS)("ends a signer that never answers, with nothing sent (effect: %s)", async (effect) => {
    let asked: () => void = () => {};
    const signing = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const signer = {
      sign: () => {
        asked();
        return new Promise<Record<string, string>>(() => {});
      },
    };
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch, config: { signer } });
    const error = failureOf(client.send(requestWith(effect)));
    await signing;
    await client.clock.advance(10_000);
    expect(await error).toMatchObject({ kind: "timeout", sent: "no", retryable: true });
    expect(sent).toHaveLength(0);
    expectNothingLeft(client);
  });

  test.each(EFFECTS)("ends a request that gets no answer (effect: %s)", async (effect) => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const error = failureOf(client.send(requestWith(effect)));
    await started;
    await client.clock.advance(9_999);
    expect(client.clock.timers()).toBe(1);
    await client.clock.advance(1);
    expect(await error).toMatchObject(
      effect === undefined
        ? { kind: "timeout", sent: "maybe", retryable: true }
        : {
            kind: "outcomeUnknown",
            code: "TIMEOUT",
            sent: "maybe",
            retryable: false,
            clientOrderId: CLIENT_ORDER_ID,
          },
    );
    expectNothingLeft(client);
  });

  test.each(EFFECTS)("stops reading a body that stalls (effect: %s)", async (effect) => {
    const body = stalledReply();
    const { fetch } = scriptFetch(body.answer);
    const client = createTestClient({ fetch });
    const error = failureOf(client.send(requestWith(effect)));
    await body.reading;
    await client.clock.advance(10_000);
    expect(await error).toMatchObject(
      effect === undefined
        ? { kind: "timeout", sent: "yes" }
        : { kind: "outcomeUnknown", sent: "yes", clientOrderId: CLIENT_ORDER_ID },
    );
    expect(body.cancelled).toBe(true);
    expectNothingLeft(client);
  });

  test("ends a call whose fetch ignores its signal", async () => {
    const { fetch, started } = scriptFetch(() => new Promise(() => {}));
    const client = createTestClient({ fetch });
    const error = failureOf(client.send(PLACE_ORDER));
    await started;
    await client.clock.advance(10_000);
    expect(await error).toMatchObject({ kind: "outcomeUnknown" });
    expectNothingLeft(client);
  });

  test("is the `timeoutMs` of the call when it has one", async () => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const error = failureOf(client.send(GET_ACCOUNTS, { timeoutMs: 50 }));
    await started;
    await client.clock.advance(50);
    expect(await error).toMatchObject({ kind: "timeout" });
  });

  test("aborts the request", async () => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const error = failureOf(client.send(GET_ACCOUNTS));
    const { init } = await started;
    expect(init.signal?.aborted).toBe(false);
    await client.clock.advance(10_000);
    await error;
    expect(init.signal?.aborted).toBe(true);
  });

  test("leaves no timer or listener after a success", async () => {
    const { fetch } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    const { signal } = new AbortController();
    await client.send(GET_ACCOUNTS, { signal });
    expectNothingLeft(client, signal);
  });
});

describe("a caller's abort", () => {
  test.each(EFFECTS)("before the call prevents sending (effect: %s)", async (effect) => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    const signal = AbortSignal.abort(new Error("canaryvalue"));
    const error = await failureOf(client.send(requestWith(effect), { signal }));
    expect(error).toMatchObject({ kind: "aborted", sent: "no", retryable: false });
    expect(error.message).not.toContain("canaryvalue");
    expect(sent).toHaveLength(0);
    expectNothingLeft(client, signal);
  });

  test.each(EFFECTS)("while the venue is silent ends the call (effect: %s)", async (effect) => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const controller = new AbortController();
    const error = failureOf(client.send(requestWith(effect), { signal: controller.signal }));
    await started;
    controller.abort();
    expect(await error).toMatchObject(
      effect === undefined
        ? { kind: "aborted", sent: "maybe", retryable: false }
        : {
            kind: "outcomeUnknown",
            code: "ABORTED",
            sent: "maybe",
            retryable: false,
            clientOrderId: CLIENT_ORDER_ID,
          },
    );
    expectNothingLeft(client, controller.signal);
  });

  test("while the body stalls stops reading it", async () => {
    const body = stalledReply();
    const { fetch } = scriptFetch(body.answer);
    const client = createTestClient({ fetch });
    const controller = new AbortController();
    const error = failureOf(client.send(CANCEL_ORDER, { signal: controller.signal }));
    await body.reading;
    controller.abort();
    expect(await error).toMatchObject({ kind: "outcomeUnknown", code: "ABORTED", sent: "yes" });
    expect(body.cancelled).toBe(true);
  });

  test.each(EFFECTS)(
    "at any step reports correctly if the request was sent, and leaves no timer or listener (effect: %s)",
    async (effect) => {
      const seen = new Set<string>();
      let successes = 0;
      for (let step = 0; successes < 3; step++) {
        const { fetch, sent } = scriptFetch(async () => {
          await nextTurn();
          return new Response("{}");
        });
        const signer = {
          sign: async () => {
            await nextTurn();
            return { "x-signature": "signature" };
          },
        };
        const client = createTestClient({ fetch, config: { signer } });
        const controller = new AbortController();
        const outcome = client.send(requestWith(effect), { signal: controller.signal }).then(
          () => "success",
          (error: VenueError) => `${error.kind} ${error.sent}`,
        );
        // Each turn of the event loop has ten steps.
        for (let turn = 0; turn < Math.floor(step / 10); turn++) await nextTurn();
        for (let microtask = 0; microtask < step % 10; microtask++) await Promise.resolve();
        controller.abort();
        const result = await outcome;
        if (result === "success") successes += 1;
        if (result.endsWith(" no")) expect(sent).toHaveLength(0);
        else expect(sent).toHaveLength(1);
        seen.add(result);
        await nextTurn();
        expectNothingLeft(client, controller.signal);
      }
      const unknown = effect === undefined ? "aborted" : "outcomeUnknown";
      expect([...seen]).toEqual(expect.arrayContaining(["aborted no", `${unknown} maybe`, "success"]));
      const allowed = ["aborted no", `${unknown} maybe`, `${unknown} yes`, "success"];
      expect([...seen].filter((result) => !allowed.includes(result))).toEqual([]);
    },
  );
});

describe("after the end of a call", () => {
  test.each<readonly [string, (settle: { resolve(r: Response): void; reject(e: Error): void }) => void]>([
    ["reply", ({ resolve }) => resolve(new Response("{}"))],
    ["failure", ({ reject }) => reject(new TypeError("terminated"))],
  ])("a late %s changes nothing", async (_name, settle) => {
    let late: { resolve(r: Response): void; reject(e: Error): void } | undefined;
    const { fetch, started } = scriptFetch(
      () =>
        new Promise((resolve, reject) => {
          late = { resolve, reject };
        }),
    );
    const client = createTestClient({ fetch });
    const controller = new AbortController();
    let settled = 0;
    const outcome = failureOf(client.send(PLACE_ORDER, { signal: controller.signal })).finally(
      () => settled++,
    );
    await started;
    await nextTurn();
    controller.abort();
    expect(await outcome).toMatchObject({ kind: "outcomeUnknown" });
    if (late !== undefined) settle(late);
    await nextTurn();
    expect(settled).toBe(1);
    expectNothingLeft(client, controller.signal);
  });

  test("a late abort changes nothing", async () => {
    const { fetch } = scriptFetch(reply(200));
    const controller = new AbortController();
    const client = createTestClient({ fetch });
    expect(await client.send(PLACE_ORDER, { signal: controller.signal })).toBe("read");
    controller.abort();
    client.connection.calls.close();
    await nextTurn();
    expectNothingLeft(client, controller.signal);
  });
});

describe("closing a client", () => {
  test("ends its running calls like an abort", async () => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const errors = [undefined, "order" as const].map((effect) => failureOf(client.send(requestWith(effect))));
    await started;
    await nextTurn();
    client.connection.calls.close();
    expect(await Promise.all(errors)).toMatchObject([
      { kind: "aborted", code: "CLIENT_CLOSED", sent: "maybe" },
      { kind: "outcomeUnknown", code: "CLIENT_CLOSED", sent: "maybe" },
    ]);
    expectNothingLeft(client);
  });

  test("makes later calls reject, and may happen twice", async () => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    client.connection.calls.close();
    client.connection.calls.close();
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({
      kind: "aborted",
      code: "CLIENT_CLOSED",
      sent: "no",
    });
    expect(sent).toHaveLength(0);
  });

  test("ends a thousand calls at once, without a warning about listeners", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { fetch } = scriptFetch(silence);
    const client = createTestClient({ fetch });
    const controller = new AbortController();
    const errors = Array.from({ length: 1000 }, () =>
      failureOf(client.send(GET_ACCOUNTS, { signal: controller.signal })),
    );
    client.connection.calls.close();
    expect(new Set((await Promise.all(errors)).map(({ code }) => code))).toEqual(new Set(["CLIENT_CLOSED"]));
    await nextTurn();
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    expectNothingLeft(client, controller.signal);
  });
});

describe("the signal of a caller", () => {
  test.each([
    ["is no object", 7],
    ["cannot be listened to", {}],
    ["cannot be left again", { aborted: false, addEventListener: () => {} }],
  ])("is refused when it %s, and nothing is sent", async (_case, signal) => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    const error = await failureOf(client.send(PLACE_ORDER, { signal: signal as AbortSignal }));
    expect(error).toMatchObject({ kind: "invalidInput", field: "signal", sent: "no" });
    expect(sent).toHaveLength(0);
  });

  test("that throws when it is left changes no result", async () => {
    const { fetch } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    const { signal } = new AbortController();
    signal.removeEventListener = () => {
      throw new TypeError("broken");
    };
    await client.send(PLACE_ORDER, { signal });
    expectNothingLeft(client);
  });

  test.each(EFFECTS)(
    "that has aborted asks for no credentials and no signature (effect: %s)",
    async (effect) => {
      let asked = 0;
      const { fetch, sent } = scriptFetch(reply(200));
      const signer = {
        sign: () => {
          asked += 1;
          return {};
        },
      };
      const client = createTestClient({ fetch, config: { signer } });
      const error = await failureOf(client.send(requestWith(effect), { signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ kind: "aborted", sent: "no" });
      expect([asked, sent.length]).toEqual([0, 0]);
    },
  );
});
