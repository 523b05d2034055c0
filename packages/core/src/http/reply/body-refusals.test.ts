/** Refusals in the body of an HTTP 200: their retries, and their effects on rate limits and the circuit breaker. */
import { describe, expect, test } from "vitest";
import type { RateFeedback, RateLimiter } from "../../contract/rate-limit.ts";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import { refusedWith } from "../../testdata/body-codec.ts";
import { refusedClientFactory } from "../../testdata/clients/refused-client.ts";
import {
  createResilientClient,
  EDIT_ORDER,
  OK,
  type ResilientClient,
} from "../../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createRecordingLimiter } from "../../testdata/limits/recording-limiter.ts";
import { type Answer, reply } from "../../testdata/network/scripted-fetch.ts";
import type { readJsonObject } from "../../values/json.ts";
import type { Refusal } from "./decode.ts";
import { RefusedReply } from "./refused-reply.ts";

/** The transient kinds, each with the status of the same meaning. */
const TEMPORARY = [
  ["rateLimited", 429],
  ["unavailable", 503],
  ["timeout", 408],
] as const;

const CODE = -1003;

const RATE_LIMITS = { private: { limit: { limit: 100 }, appliesTo: "signed" } } as const;

const ONCE = { retry: false, circuitBreaker: false } as const;

const connect = refusedClientFactory(CODE);

const gaps = ({ sentAtMs }: ResilientClient): number[] =>
  sentAtMs.slice(1).map((ms, index) => ms - (sentAtMs[index] ?? 0));

describe("a read that is refused in HTTP 200", () => {
  test.each(TEMPORARY)(
    "is retried after the kind %s exactly as after the status %i",
    async (kind, status) => {
      const byBody = connect({ kind, retryable: true }, [refusedWith(CODE), refusedWith(CODE), OK]);
      const byStatus = createResilientClient({ answers: [reply(status), reply(status), OK] });
      for (const client of [byBody, byStatus]) expect(await client.run(GET_ACCOUNTS)).toBe("read");
      expect(byBody.sent).toHaveLength(3);
      expect(byBody.sentAtMs).toEqual(byStatus.sentAtMs);
      expect(byBody.clock.timers()).toBe(0);
    },
  );

  test.each(TEMPORARY)("is not retried after the kind %s without `retryable`", async (kind) => {
    const client = connect({ kind });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind, retryable: false });
    expect(client.sent).toHaveLength(1);
  });

  test("is retried after the wait that a rateLimited refusal gives in its body or its headers", async () => {
    const asking = connect({ kind: "rateLimited", retryable: true, retryAfterMs: 2_500 });
    const { sentAtMs } = asking;
    expect(await asking.run(GET_ACCOUNTS)).toBe("read");
    expect(sentAtMs).toEqual([0, 2_550]);
    const byHeader = connect({ kind: "rateLimited", retryable: true }, [
      refusedWith(CODE, { "retry-after": "4" }),
      OK,
    ]);
    expect(await byHeader.run(GET_ACCOUNTS)).toBe("read");
    expect(byHeader.sentAtMs).toEqual([0, 4_050]);
  });

  test("is not retried when that wait is longer than the time left in the call", async () => {
    const client = connect({ kind: "rateLimited", retryable: true, retryAfterMs: 5_000 });
    const error = await failureOf(client.run(GET_ACCOUNTS, { timeoutMs: 4_000 }));
    expect(error).toMatchObject({ kind: "rateLimited", retryable: true, retryAfterMs: 5_000 });
    expect(client.clock.monotonic()).toBe(0);
    expect(client.sent).toHaveLength(1);
  });

  test.each<VenueErrorKind>(["rejected", "notFound", "unauthorized", "unsupported"])(
    "is not retried after a retryable refusal of the kind %s, which the caller may retry",
    async (kind) => {
      for (const client of [
        connect({ kind, retryable: true }),
        connect({ kind, retryable: true }, [refusedWith(CODE, {}, 503), OK]),
      ]) {
        expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind, retryable: true });
        expect(client.sent).toHaveLength(1);
      }
    },
  );

  test("is also retried when its reader throws the refusal", async () => {
    const client = createResilientClient({ answers: [reply(200, { code: 1 }), OK] });
    const read = (body: ReturnType<typeof readJsonObject>): string => {
      if (body.has("code")) throw new RefusedReply({ kind: "unavailable", retryable: true });
      return "read";
    };
    expect(await client.run({ ...GET_ACCOUNTS, read })).toBe("read");
    expect(client.sent).toHaveLength(2);
  });
});

describe.each(TEMPORARY)("a request with an effect that is refused in HTTP 200 with the kind %s", (kind) => {
  test.each([PLACE_ORDER, EDIT_ORDER])("is not retried ($effect)", async (request) => {
    const unproven = connect({ kind, retryable: true });
    expect(await failureOf(unproven.run(request))).toMatchObject({ kind: "outcomeUnknown" });
    const proven = connect({ kind, retryable: true, notExecuted: true });
    expect(await failureOf(proven.run(request))).toMatchObject({ kind, retryable: true, sent: "yes" });
    for (const client of [unproven, proven]) {
      await client.clock.advance(60_000);
      expect(client.sent).toHaveLength(1);
    }
  });

  test("is retried when it is a cancel, even with an unknown outcome", async () => {
    for (const notExecuted of [true, false]) {
      const client = connect({ kind, retryable: true, notExecuted });
      expect(await client.run(CANCEL_ORDER)).toBe("read");
      expect(client.sent).toHaveLength(2);
    }
  });
});

/** Creates a limiter that records its calls and the feedback from bodies. */
function recordHeeding(): {
  readonly limiter: RateLimiter;
  readonly events: readonly string[];
  readonly heeded: readonly RateFeedback[];
} {
  const heeded: RateFeedback[] = [];
  const events: string[] = [];
  const limiter: RateLimiter = {
    acquire: async () => ({
      isGranted: true,
      sent: () => void events.push("sent"),
      finish: () => void events.push("finish"),
      release: () => void events.push("release"),
      heed: (feedback) => {
        events.push("heed");
        heeded.push(feedback);
      },
    }),
  };
  return { limiter, events, heeded };
}

describe("a limiter", () => {
  const LIMITED: Refusal = { kind: "rateLimited", retryable: true };

  const record = (refusal: Refusal, answers?: readonly Answer[]) => {
    const recorded = recordHeeding();
    const client = connect(refusal, answers, {
      rateLimits: RATE_LIMITS,
      rateLimiter: recorded.limiter,
      config: ONCE,
    });
    return { client, ...recorded };
  };

  test("receives feedback from the body after the feedback from the headers", async () => {
    for (const request of [GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER]) {
      const { client, events, heeded } = record({ ...LIMITED, retryAfterMs: 3_000 });
      await failureOf(client.run(request));
      expect(events).toEqual(["sent", "finish", "heed"]);
      expect(heeded).toEqual([{ refusedForMs: 3_000 }]);
    }
  });

  test("receives the wait of the headers when the body gives none", async () => {
    const { client, heeded } = record(LIMITED, [refusedWith(CODE, { "retry-after": "7" })]);
    await failureOf(client.run(GET_ACCOUNTS));
    expect(heeded).toEqual([{ refusedForMs: 7_000 }]);
  });

  test("receives feedback from a refusal that a reader throws", async () => {
    const { client, heeded } = record({}, [OK]);
    const read = (): never => {
      throw new RefusedReply({ kind: "rateLimited", retryAfterMs: 900 });
    };
    await failureOf(client.run({ ...GET_ACCOUNTS, read }));
    expect(heeded).toEqual([{ refusedForMs: 900 }]);
  });

  test("receives feedback from a refusal with another status, such as 418, and only once from a 429", async () => {
    const teapot = record({ ...LIMITED, retryAfterMs: 800 }, [refusedWith(CODE, {}, 418)]);
    await failureOf(teapot.client.run(GET_ACCOUNTS));
    expect(teapot.heeded).toEqual([{ refusedForMs: 800 }]);
    const plain = record({ ...LIMITED, retryAfterMs: 800 }, [refusedWith(CODE, {}, 429)]);
    await failureOf(plain.client.run(GET_ACCOUNTS));
    expect(plain.events).toEqual(["sent", "finish"]);
  });

  test("receives no feedback from the bodies of other refusals or of successes", async () => {
    for (const refusal of [{}, { kind: "unavailable" }, { kind: "rejected", retryAfterMs: 5 }] as const) {
      const { client, events } = record(refusal);
      await failureOf(client.run(GET_ACCOUNTS));
      await client.run(GET_ACCOUNTS);
      expect(events).not.toContain("heed");
    }
  });

  test("receives a wait that doubles with each refusal without a wait, until a request is accepted", async () => {
    const refused = refusedWith(CODE);
    const answers = [...Array.from({ length: 4 }, () => refused), OK, refused];
    const recorded = recordHeeding();
    const client = connect(LIMITED, answers, {
      rateLimits: RATE_LIMITS,
      rateLimiter: recorded.limiter,
      random: () => 0,
      config: ONCE,
    });
    for (const answer of answers) {
      await client.run(GET_ACCOUNTS).catch(() => {});
      await client.clock.advance(answer === OK ? 1 : 60_000);
    }
    expect(recorded.heeded.map(({ refusedForMs }) => refusedForMs)).toEqual([500, 1_000, 2_000, 4_000, 500]);
  });

  test("without `heed` receives feedback from headers only, and the call rejects as usual", async () => {
    const { limiter, events, feedback } = createRecordingLimiter();
    const client = connect({ ...LIMITED, retryAfterMs: 3_000 }, undefined, {
      rateLimits: RATE_LIMITS,
      rateLimiter: limiter,
      config: ONCE,
    });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({
      kind: "rateLimited",
      retryAfterMs: 3_000,
    });
    expect(events).toEqual(["acquire", "sent", "finish"]);
    expect(feedback).toEqual([{}]);
  });

  test("of this process holds the requests of the limit until the wait has passed", async () => {
    const client = connect({ ...LIMITED, retryAfterMs: 3_000 }, undefined, {
      rateLimits: RATE_LIMITS,
      config: ONCE,
    });
    await failureOf(client.run(GET_ACCOUNTS));
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ code: "RATE_LIMIT_DELAY", sent: "no" });
    expect(await client.run(GET_TIME)).toBe("read");
    expect(client.clock.monotonic()).toBe(0);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sentAtMs.at(-1)).toBeGreaterThanOrEqual(3_000);
    expect(client.sentAtMs.at(-1)).toBeLessThan(3_100);
  });

  test("of this process doubles the wait with each refusal that gives none", async () => {
    const client = connect(LIMITED, [refusedWith(CODE)], { rateLimits: RATE_LIMITS, config: ONCE });
    for (let count = 0; count < 4; count += 1) await failureOf(client.run(GET_ACCOUNTS));
    expect(gaps(client).map((ms) => Math.round(ms / 50) * 50)).toEqual([750, 1_500, 3_000]);
  });
});

describe("the circuit breaker", () => {
  const FAILURES = 5;

  /**
   * Sends a number of requests that are refused after `latencyMs`, then one that succeeds if the circuit is closed. Returns
   * "read" or the code of the last request's error.
   */
  async function afterRefusals(refusal: Refusal, times: number, latencyMs = 0): Promise<unknown> {
    const slow: Answer = async (request) => {
      if (latencyMs > 0) await client.clock.sleep(latencyMs);
      return refusedWith(CODE)(request);
    };
    const answers = [...Array.from({ length: times }, () => slow), OK];
    const client: ResilientClient = connect(refusal, answers, { config: { retry: false } });
    for (let count = 0; count < times; count += 1) await failureOf(client.run(GET_ACCOUNTS));
    return client.run(GET_ACCOUNTS).catch(({ code }: { code: string }) => code);
  }

  test.each([undefined, true])(
    "opens after five refusals of the kind unavailable (retryable: %s)",
    async (retryable) => {
      const refusal = { kind: "unavailable", retryable } as const;
      expect(await afterRefusals(refusal, FAILURES - 1)).toBe("read");
      expect(await afterRefusals(refusal, FAILURES)).toBe("CIRCUIT_OPEN");
    },
  );

  test.each<VenueErrorKind>(["rejected", "notFound", "unauthorized", "rateLimited", "unsupported"])(
    "stays closed after 20 refusals of the kind %s",
    async (kind) => {
      expect(await afterRefusals({ kind, retryable: true }, 20, 1_500)).toBe("read");
    },
  );

  test("stays closed after 20 refusals of the kind timeout, like after 408s, because the venue did answer", async () => {
    expect(await afterRefusals({ kind: "timeout", retryable: true }, 20, 1_500)).toBe("read");
  });

  test("stays closed after 20 successful replies with an unavailable part", async () => {
    const client = createResilientClient({ answers: [OK], config: { retry: false } });
    const read: typeof CANCEL_ORDER.read = (_body, { errorOf }) =>
      errorOf(() => {
        throw new RefusedReply({ kind: "unavailable", notExecuted: true });
      });
    for (let count = 0; count < 20; count += 1) {
      expect(await client.run({ ...GET_ACCOUNTS, read })).toMatchObject({ kind: "unavailable" });
    }
  });
});
