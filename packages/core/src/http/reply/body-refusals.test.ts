/** Refusals that a body tells in HTTP 200: how they are retried, and what limits and the circuit breaker learn of them. */
import { describe, expect, test } from "vitest";
import type { RateFeedback, RateLimiter } from "../../contract/rate-limit.ts";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import { bodyCodec, refusedWith } from "../../testdata/body-codec.ts";
import {
  createResilientClient,
  EDIT_ORDER,
  OK,
  type ResilientClient,
  type ResilientClientOptions,
} from "../../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createRecordingLimiter } from "../../testdata/limits/recording-limiter.ts";
import { type Answer, reply } from "../../testdata/network/scripted-fetch.ts";
import type { readJsonObject } from "../../values/json.ts";
import type { Refusal } from "./decode.ts";
import { RefusedReply } from "./refused-reply.ts";

/** The kinds that a later attempt can get over, each with the status that means the same. */
const TEMPORARY = [
  ["rateLimited", 429],
  ["unavailable", 503],
  ["timeout", 408],
] as const;

const CODE = -1003;

const RATE_LIMITS = { private: { limit: { limit: 100 }, appliesTo: "signed" } } as const;

const ONCE = { retry: false, circuitBreaker: false } as const;

/** A client of a venue that refuses with one code, and means this by it. */
function connect(
  refusal: Refusal,
  answers: readonly Answer[] = [refusedWith(CODE), OK],
  options: Partial<ResilientClientOptions> = {},
): ResilientClient {
  return createResilientClient({ answers, decode: bodyCodec({ [CODE]: refusal }), ...options });
}

const gaps = ({ sentAtMs }: ResilientClient): number[] =>
  sentAtMs.slice(1).map((ms, index) => ms - (sentAtMs[index] ?? 0));

describe("a read that HTTP 200 refuses", () => {
  test.each(TEMPORARY)("with the kind %s is sent again as one by the status %i is", async (kind, status) => {
    const byBody = connect({ kind, retryable: true }, [refusedWith(CODE), refusedWith(CODE), OK]);
    const byStatus = createResilientClient({ answers: [reply(status), reply(status), OK] });
    for (const client of [byBody, byStatus]) expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(byBody.sent).toHaveLength(3);
    expect(byBody.sentAtMs).toEqual(byStatus.sentAtMs);
    expect(byBody.clock.timers()).toBe(0);
  });

  test.each(TEMPORARY)("with the kind %s alone is not sent again: it has to be retryable", async (kind) => {
    const client = connect({ kind });
    expect(await failureOf(client.run(GET_ACCOUNTS))).toMatchObject({ kind, retryable: false });
    expect(client.sent).toHaveLength(1);
  });

  test("with the kind rateLimited is sent again after the time that it asks for", async () => {
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

  test("is not sent again when the time that it asks for is more than the call has", async () => {
    const client = connect({ kind: "rateLimited", retryable: true, retryAfterMs: 5_000 });
    const error = await failureOf(client.run(GET_ACCOUNTS, { timeoutMs: 4_000 }));
    expect(error).toMatchObject({ kind: "rateLimited", retryable: true, retryAfterMs: 5_000 });
    expect(client.clock.monotonic()).toBe(0);
    expect(client.sent).toHaveLength(1);
  });

  test.each<VenueErrorKind>(["rejected", "notFound", "unauthorized", "unsupported"])(
    "as retryable with the kind %s is not sent again: that is for the caller to do",
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

  test("is sent again when its reader throws the refusal, too", async () => {
    const client = createResilientClient({ answers: [reply(200, { code: 1 }), OK] });
    const read = (body: ReturnType<typeof readJsonObject>): string => {
      if (body.has("code")) throw new RefusedReply({ kind: "unavailable", retryable: true });
      return "read";
    };
    expect(await client.run({ ...GET_ACCOUNTS, read })).toBe("read");
    expect(client.sent).toHaveLength(2);
  });
});

describe.each(TEMPORARY)("of the kind %s, a request with an effect that HTTP 200 refuses", (kind) => {
  test.each([PLACE_ORDER, EDIT_ORDER])("is not sent again ($effect)", async (request) => {
    const unproven = connect({ kind, retryable: true });
    expect(await failureOf(unproven.run(request))).toMatchObject({ kind: "outcomeUnknown" });
    const proven = connect({ kind, retryable: true, notExecuted: true });
    expect(await failureOf(proven.run(request))).toMatchObject({ kind, retryable: true, sent: "yes" });
    for (const client of [unproven, proven]) {
      await client.clock.advance(60_000);
      expect(client.sent).toHaveLength(1);
    }
  });

  test("is sent again when it is a cancel, with an unknown outcome too", async () => {
    for (const notExecuted of [true, false]) {
      const client = connect({ kind, retryable: true, notExecuted });
      expect(await client.run(CANCEL_ORDER)).toBe("read");
      expect(client.sent).toHaveLength(2);
    }
  });
});

/** Keeps what a limiter hears of headers and of bodies. */
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

  test("hears of a refusal in the body after it was told of the headers", async () => {
    for (const request of [GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER]) {
      const { client, events, heeded } = record({ ...LIMITED, retryAfterMs: 3_000 });
      await failureOf(client.run(request));
      expect(events).toEqual(["sent", "finish", "heed"]);
      expect(heeded).toEqual([{ refusedForMs: 3_000 }]);
    }
  });

  test("hears the time that the headers give, where the body gives none", async () => {
    const { client, heeded } = record(LIMITED, [refusedWith(CODE, { "retry-after": "7" })]);
    await failureOf(client.run(GET_ACCOUNTS));
    expect(heeded).toEqual([{ refusedForMs: 7_000 }]);
  });

  test("hears of a refusal that a reader throws", async () => {
    const { client, heeded } = record({}, [OK]);
    const read = (): never => {
      throw new RefusedReply({ kind: "rateLimited", retryAfterMs: 900 });
    };
    await failureOf(client.run({ ...GET_ACCOUNTS, read }));
    expect(heeded).toEqual([{ refusedForMs: 900 }]);
  });

  test("hears of one that comes with another status, such as a 418, and of no 429 twice", async () => {
    const teapot = record({ ...LIMITED, retryAfterMs: 800 }, [refusedWith(CODE, {}, 418)]);
    await failureOf(teapot.client.run(GET_ACCOUNTS));
    expect(teapot.heeded).toEqual([{ refusedForMs: 800 }]);
    const plain = record({ ...LIMITED, retryAfterMs: 800 }, [refusedWith(CODE, {}, 429)]);
    await failureOf(plain.client.run(GET_ACCOUNTS));
    expect(plain.events).toEqual(["sent", "finish"]);
  });

  test("hears nothing of other refusals, nor of values", async () => {
    for (const refusal of [{}, { kind: "unavailable" }, { kind: "rejected", retryAfterMs: 5 }] as const) {
      const { client, events } = record(refusal);
      await failureOf(client.run(GET_ACCOUNTS));
      await client.run(GET_ACCOUNTS);
      expect(events).not.toContain("heed");
    }
  });

  test("is held back twice as long by each refusal that says no time, until a request is accepted", async () => {
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

  test("that does not heed is told of headers only, and the call ends as it would", async () => {
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

  test("of this process sends nothing of the limit until the time is over", async () => {
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

  test("of this process holds back longer with each refusal that says no time", async () => {
    const client = connect(LIMITED, [refusedWith(CODE)], { rateLimits: RATE_LIMITS, config: ONCE });
    for (let count = 0; count < 4; count += 1) await failureOf(client.run(GET_ACCOUNTS));
    expect(gaps(client).map((ms) => Math.round(ms / 50) * 50)).toEqual([750, 1_500, 3_000]);
  });
});

describe("the circuit", () => {
  const FAILURES = 5;

  /** What becomes of a request to a venue that answers again, after refusals that took so long. */
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
    "opens after five of the kind unavailable (retryable: %s)",
    async (retryable) => {
      const refusal = { kind: "unavailable", retryable } as const;
      expect(await afterRefusals(refusal, FAILURES - 1)).toBe("read");
      expect(await afterRefusals(refusal, FAILURES)).toBe("CIRCUIT_OPEN");
    },
  );

  test.each<VenueErrorKind>(["rejected", "notFound", "unauthorized", "rateLimited", "unsupported"])(
    "stays closed after any number of the kind %s",
    async (kind) => {
      expect(await afterRefusals({ kind, retryable: true }, 20, 1_500)).toBe("read");
    },
  );

  test("stays closed after any number of the kind timeout, as after 408s: the venue did answer", async () => {
    expect(await afterRefusals({ kind: "timeout", retryable: true }, 20, 1_500)).toBe("read");
  });

  test("stays closed after any number of parts that are unavailable in replies that are not", async () => {
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
