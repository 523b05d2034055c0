/** H25: a caller aborts at each step of a call with rate limits, a circuit breaker and retries. */
import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { createResilientClient, OK, REQUESTS } from "../testdata/clients/resilient-client.ts";
import { CLIENT_ORDER_ID, GET_ACCOUNTS } from "../testdata/clients/test-client.ts";
import { createRecordingLimiter } from "../testdata/limits/recording-limiter.ts";
import { type Answer, reply } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";

const LIMITS = { private: { limit: { limit: 1_000 }, appliesTo: "signed" } } as const;

/** More steps than any of these calls takes. */
const STEPS = 120;

/** Runs one microtask. Each tenth step lets one millisecond and a full turn of the event loop pass instead. */
async function step(count: number, pass: (ms: number) => Promise<void>): Promise<void> {
  if (count % 10 === 9) await pass(1);
  else await Promise.resolve();
}

const ANSWERS: Readonly<Record<keyof typeof REQUESTS, readonly Answer[]>> = {
  read: [reply(503), OK],
  cancel: [reply(503), OK],
  order: [OK],
  edit: [OK],
};

const KINDS = Object.keys(REQUESTS) as (keyof typeof REQUESTS)[];

test.each(KINDS)(
  "H25, N16: an abort of the call (%s) at any step releases its permit and leaves no timer or listener",
  async (kind) => {
    const seen = new Set<string>();
    for (let steps = 0; steps < STEPS; steps += 1) {
      const recorded = createRecordingLimiter();
      const client = createResilientClient({
        answers: ANSWERS[kind],
        rateLimits: LIMITS,
        rateLimiter: recorded.limiter,
        config: { retry: { baseMs: 2 } },
      });
      const controller = new AbortController();
      let outcome = "";
      const work = client.send(REQUESTS[kind], { signal: controller.signal }).then(
        () => {
          outcome = "success";
        },
        (error: { kind: string; sent: string }) => {
          outcome = `${error.kind} ${error.sent}`;
        },
      );
      for (let count = 0; count < steps; count += 1) await step(count, client.clock.advance);
      controller.abort();
      const sentBefore = client.sent.length;
      await nextTurn();
      expect(outcome).not.toBe("");
      await work;
      seen.add(outcome);
      expect(client.sent).toHaveLength(sentBefore);
      if (outcome.endsWith(" no")) expect(client.sent).toHaveLength(0);
      const count = (event: string): number => recorded.events.filter((each) => each === event).length;
      expect(count("finish") + count("release")).toBe(count("acquire"));
      expect(count("finish")).toBe(count("sent"));
      expect(count("sent")).toBe(client.sent.length);
      expect(client.clock.timers()).toBe(0);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    }
    const unknown = kind === "read" ? "aborted" : "outcomeUnknown";
    const allowed = ["aborted no", `${unknown} maybe`, `${unknown} yes`, "success"];
    expect([...seen].filter((each) => !allowed.includes(each))).toEqual([]);
    expect([...seen]).toEqual(expect.arrayContaining(["aborted no", "success"]));
  },
);

test("H25: an abort of a probe at any step lets the circuit admit another one", async () => {
  for (let steps = 0; steps < STEPS; steps += 1) {
    let isDown = true;
    const answer: Answer = (request) => (isDown ? reply(503) : OK)(request);
    const client = createResilientClient({ answers: [answer], config: { retry: false } });
    for (let count = 0; count < 5; count += 1) await client.run(GET_ACCOUNTS).catch(() => {});
    await client.clock.advance(2_000);
    isDown = false;
    const controller = new AbortController();
    const probe = client.send(GET_ACCOUNTS, { signal: controller.signal }).catch(() => {});
    for (let count = 0; count < steps; count += 1) await step(count, client.clock.advance);
    controller.abort();
    await probe;
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
  }
});

test("an error after an abort at any step has the caller's clientOrderId", async () => {
  for (let steps = 0; steps < STEPS; steps += 5) {
    const client = createResilientClient({ answers: [OK] });
    const controller = new AbortController();
    const outcome = client
      .send(REQUESTS.order, { signal: controller.signal })
      .catch((error: unknown) => error);
    for (let count = 0; count < steps; count += 1) await step(count, client.clock.advance);
    controller.abort();
    const result = await outcome;
    if (result !== "read") expect(result).toMatchObject({ clientOrderId: CLIENT_ORDER_ID });
  }
});
