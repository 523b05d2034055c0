/** Compares calls with a short model of retries, for any replies in any order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { isVenueError } from "../errors/venue-error.ts";
import {
  createResilientClient,
  OK,
  REFUSED,
  REQUESTS,
  RESET,
  TRUNCATED,
} from "../testdata/clients/resilient-client.ts";
import { type Answer, reply, silence } from "../testdata/network/scripted-fetch.ts";
import { SEEDED } from "../testdata/seeded.ts";

const IN_AN_HOUR = "Thu, 01 Jan 2026 01:00:00 GMT";

type Kind = "ok" | "refused" | "reset" | "truncated" | "unavailable" | "silence" | "rejected" | "malformed";

type Reply =
  | { readonly kind: Kind }
  | { readonly kind: "throttled"; readonly afterSeconds: number | undefined }
  /** A 401 of a venue whose clock is an hour ahead. */
  | { readonly kind: "skewed" };

const PLAIN: Readonly<Record<Kind, Answer>> = {
  ok: OK,
  refused: REFUSED,
  reset: RESET,
  truncated: TRUNCATED,
  unavailable: reply(503),
  silence,
  rejected: reply(400),
  malformed: reply(200, "["),
};

function answerOf(item: Reply): Answer {
  if (item.kind === "skewed") return reply(401, {}, { date: IN_AN_HOUR });
  if (item.kind !== "throttled") return PLAIN[item.kind];
  const { afterSeconds } = item;
  return reply(429, {}, afterSeconds === undefined ? {} : { "retry-after": `${afterSeconds}` });
}

interface Course {
  readonly isSuccess: boolean;
  readonly times: number;
  readonly elapsedMs: number;
}

interface Situation {
  readonly effect: keyof typeof REQUESTS;
  readonly replies: readonly Reply[];
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** Returns the expected course of a call whose waits have no random part. */
function courseOf({ effect, replies, attempts, timeoutMs }: Situation): Course {
  const mayAge = effect === "order" || effect === "edit";
  let [elapsedMs, times, attempt, isCorrected] = [0, 0, 1, false];
  for (;;) {
    const item = replies[Math.min(times, replies.length - 1)] ?? { kind: "ok" };
    times += 1;
    const isSuccess = item.kind === "ok";
    if (item.kind === "skewed" && !isCorrected) {
      isCorrected = true;
      continue;
    }
    const isLast = attempt === attempts;
    if (item.kind === "silence") {
      elapsedMs += (timeoutMs - elapsedMs) * (mayAge || isLast ? 1 : 0.5);
    }
    const isTransient = mayAge
      ? item.kind === "refused"
      : !["ok", "skewed", "rejected", "malformed"].includes(item.kind);
    const waitMs = item.kind === "throttled" ? (item.afterSeconds ?? 1) * 1_000 : 0;
    const leftMs = Math.min(timeoutMs, mayAge ? 1_000 : timeoutMs) - elapsedMs;
    if (isLast || !isTransient || waitMs >= leftMs) return { isSuccess, times, elapsedMs };
    elapsedMs += waitMs;
    attempt += 1;
  }
}

const REPLY: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom(...(Object.keys(PLAIN) as Kind[])) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("throttled" as const),
      afterSeconds: fc.constantFrom(undefined, 0, 1, 2, 30),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "skewed" as const }) },
);

const SITUATION: fc.Arbitrary<Situation> = fc.record({
  effect: fc.constantFrom("read" as const, "order" as const, "edit" as const, "cancel" as const),
  replies: fc.array(REPLY, { minLength: 1, maxLength: 10 }),
  attempts: fc.integer({ min: 1, max: 9 }),
  timeoutMs: fc.constantFrom(500, 3_000, 10_000),
});

test("H26: a call has the result, the attempts and the duration of the model, within its limits", async () => {
  await fc.assert(
    fc.asyncProperty(SITUATION, async (situation) => {
      const { effect, replies, attempts, timeoutMs } = situation;
      const client = createResilientClient({
        answers: replies.map(answerOf),
        config: { retry: { attempts }, circuitBreaker: false, timeoutMs },
        random: () => 0,
      });
      const outcome = await client.run(REQUESTS[effect]).catch((error: unknown) => error);
      const times = client.sent.length;
      const elapsedMs = client.clock.monotonic();
      expect({ isSuccess: outcome === "read", times, elapsedMs }).toEqual(courseOf(situation));
      const received = replies.slice(0, times).map(({ kind }) => kind);
      // A clock correction adds one attempt at most.
      expect(times).toBeLessThanOrEqual(attempts + (received.includes("skewed") ? 1 : 0));
      expect(elapsedMs).toBeLessThanOrEqual(timeoutMs);
      expect(client.clock.timers()).toBe(0);
      if (outcome !== "read" && !isVenueError(outcome)) throw outcome;
    }),
    SEEDED,
  );
});

test("H16: an order or an edit is sent again only after failures that prove it was not executed", async () => {
  await fc.assert(
    fc.asyncProperty(SITUATION, fc.double({ min: 0, max: 0.99, noNaN: true }), async (situation, draw) => {
      const { effect, replies, attempts, timeoutMs } = situation;
      fc.pre(effect === "order" || effect === "edit");
      const client = createResilientClient({
        answers: replies.map(answerOf),
        config: { retry: { attempts }, circuitBreaker: false, timeoutMs },
        random: () => draw,
      });
      await client.run(REQUESTS[effect]).catch(() => {});
      const before = Array.from({ length: client.sent.length - 1 }, (_, time) => {
        const item = replies[Math.min(time, replies.length - 1)];
        return item?.kind;
      });
      expect(before.filter((kind) => kind !== "refused" && kind !== "skewed")).toEqual([]);
      expect(before.filter((kind) => kind === "skewed").length).toBeLessThanOrEqual(1);
      expect(new Set(client.sent.map(({ body }) => body)).size).toBe(1);
    }),
    { ...SEEDED, numRuns: 300 },
  );
});
