import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createManualClock } from "../../testdata/clocks/manual-clock.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { type CircuitBreaker, type Crossing, createCircuitBreaker, type Outcome } from "./circuit-breaker.ts";

const FAILURES = 3;
const OPEN_MS = 1_000;

const createBreaker = (random = () => 0.999) => {
  const clock = createManualClock();
  return { clock, breaker: createCircuitBreaker({ failures: FAILURES, openMs: OPEN_MS, clock, random }) };
};

const enter = (breaker: CircuitBreaker, isUrgent = false): Crossing => {
  const crossing = breaker.enter(isUrgent);
  if (crossing === undefined) throw new Error("refused by the circuit breaker");
  return crossing;
};

const open = (breaker: CircuitBreaker): void => {
  for (let count = 0; count < FAILURES; count += 1) enter(breaker).end("failed");
};

describe("H22: a closed circuit", () => {
  test("opens at the configured number of consecutive failures, and not before", () => {
    const { breaker } = createBreaker();
    for (let count = 1; count < FAILURES; count += 1) enter(breaker).end("failed");
    expect(breaker.openForMs()).toBe(0);
    enter(breaker).end("failed");
    expect(breaker.openForMs()).toBeGreaterThan(0);
    expect(breaker.enter(false)).toBeUndefined();
  });

  test("counts from zero after an answer, but not after an unknown outcome", () => {
    const { breaker } = createBreaker();
    for (const outcome of ["failed", "failed", "answered", "failed", "unknown", "failed"] as const) {
      enter(breaker).end(outcome);
    }
    expect(breaker.openForMs()).toBe(0);
    enter(breaker).end("failed");
    expect(breaker.openForMs()).toBeGreaterThan(0);
  });

  test("opens once for the failures of many requests in flight", async () => {
    const { breaker, clock } = createBreaker();
    const crossings = Array.from({ length: 50 }, () => enter(breaker));
    for (const crossing of crossings.slice(0, 10)) crossing.end("failed");
    const untilMs = breaker.openForMs();
    await clock.advance(400);
    for (const crossing of crossings.slice(10)) crossing.end("failed");
    expect(breaker.openForMs()).toBeCloseTo(untilMs - 400, 6);
  });
});

describe("H22: an open circuit", () => {
  test.each([
    [0, OPEN_MS / 2],
    [0.5, (OPEN_MS * 3) / 4],
    [0.999_999, OPEN_MS],
  ])("with the random number %d stays open for %d ms", async (draw, ms) => {
    const { breaker, clock } = createBreaker(() => draw);
    open(breaker);
    expect(breaker.openForMs()).toBeCloseTo(ms, 0);
    await clock.advance(ms - 2);
    expect(breaker.enter(false)).toBeUndefined();
    await clock.advance(2);
    expect(breaker.openForMs()).toBe(0);
    expect(breaker.enter(false)).toBeDefined();
  });

  test("admits exactly one of many requests as a probe", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    const crossings = Array.from({ length: 100 }, () => breaker.enter(false));
    expect(crossings.filter((crossing) => crossing !== undefined)).toHaveLength(1);
    expect(breaker.openForMs()).toBe(OPEN_MS);
    await clock.advance(10 * OPEN_MS);
    expect(breaker.enter(false)).toBeUndefined();
  });

  test("closes when the probe is answered", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    enter(breaker).end("answered");
    expect(breaker.openForMs()).toBe(0);
    enter(breaker).end("failed");
    enter(breaker).end("failed");
    expect(breaker.openForMs()).toBe(0);
  });

  test("stays open for another period when the probe fails", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    enter(breaker).end("failed");
    expect(breaker.openForMs()).toBeCloseTo(OPEN_MS * 0.9995, 6);
  });

  test("admits another probe at once when the first has an unknown outcome, as after an abort", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    for (let probe = 0; probe < 3; probe += 1) {
      const crossing = enter(breaker);
      expect(breaker.enter(false)).toBeUndefined();
      crossing.end("unknown");
    }
    expect(breaker.openForMs()).toBe(0);
    enter(breaker).end("answered");
    expect(breaker.openForMs()).toBe(0);
  });

  test.each(["answered", "failed", "unknown"] as const)(
    "ignores the outcome of a request from before it opened (%s)",
    async (outcome) => {
      const { breaker, clock } = createBreaker();
      const [early, other] = [enter(breaker), enter(breaker)];
      open(breaker);
      const ms = breaker.openForMs();
      early.end(outcome);
      expect(breaker.openForMs()).toBe(ms);
      await clock.advance(OPEN_MS);
      const probe = enter(breaker);
      other.end(outcome);
      expect(breaker.enter(false)).toBeUndefined();
      probe.end("answered");
      expect(breaker.openForMs()).toBe(0);
    },
  );

  test("admits cancels: their failures do not extend its time, and an answer closes it", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(100);
    const ms = breaker.openForMs();
    for (let count = 0; count < 10; count += 1) enter(breaker, true).end("failed");
    expect(breaker.openForMs()).toBe(ms);
    enter(breaker, true).end("answered");
    expect(breaker.openForMs()).toBe(0);
    expect(breaker.enter(false)).toBeDefined();
  });

  test("admits a cancel while a probe is in flight", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    const probe = enter(breaker);
    enter(breaker, true).end("failed");
    expect(breaker.enter(false)).toBeUndefined();
    enter(breaker, true).end("answered");
    expect(breaker.openForMs()).toBe(0);
    // The probe now belongs to an earlier period.
    probe.end("failed");
    expect(breaker.openForMs()).toBe(0);
  });

  test("uses a cancel as the probe when its time has passed", async () => {
    const { breaker, clock } = createBreaker();
    open(breaker);
    await clock.advance(OPEN_MS);
    const cancel = enter(breaker, true);
    expect(breaker.enter(false)).toBeUndefined();
    cancel.end("failed");
    expect(breaker.openForMs()).toBeGreaterThan(OPEN_MS / 2);
  });
});

/** A simple model of a circuit: its phase, and the outcomes in its current period. */
interface Model {
  phase: "closed" | "waiting" | "probing";
  outcomes: Outcome[];
  readyAtMs: number;
  generation: number;
}

type Step =
  | { readonly kind: "enter"; readonly isUrgent: boolean }
  | { readonly kind: "end"; readonly which: number; readonly outcome: Outcome }
  | { readonly kind: "pass"; readonly ms: number };

const STEPS: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("enter" as const), isUrgent: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(20),
      outcome: fc.constantFrom<Outcome>("failed", "failed", "failed", "answered", "unknown"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(OPEN_MS) }) },
);

test("H22: a circuit agrees with its model after any sequence of requests, outcomes and waits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEPS, { maxLength: 80 }), async (steps) => {
      // With this random number the circuit stays open for its longest time.
      const { breaker, clock } = createBreaker(() => 1);
      const model: Model = { phase: "closed", outcomes: [], readyAtMs: 0, generation: 0 };
      const underWay: { crossing: Crossing; generation: number; isProbe: boolean }[] = [];
      const begin = (phase: "closed" | "waiting"): void => {
        Object.assign(model, { phase, outcomes: [], readyAtMs: clock.monotonic() + OPEN_MS });
        model.generation += 1;
      };
      for (const step of steps) {
        if (step.kind === "pass") {
          await clock.advance(step.ms);
        } else if (step.kind === "enter") {
          const isProbe = model.phase === "waiting" && clock.monotonic() >= model.readyAtMs;
          const crossing = breaker.enter(step.isUrgent);
          expect(crossing !== undefined).toBe(model.phase === "closed" || isProbe || step.isUrgent);
          if (isProbe) model.phase = "probing";
          if (crossing !== undefined) underWay.push({ crossing, generation: model.generation, isProbe });
        } else {
          const [ended] = underWay.splice(step.which % Math.max(underWay.length, 1), 1);
          if (ended === undefined) continue;
          ended.crossing.end(step.outcome);
          if (ended.generation !== model.generation) continue;
          if (model.phase === "closed") {
            if (step.outcome !== "unknown") model.outcomes.push(step.outcome);
            const last = model.outcomes.slice(-FAILURES);
            if (last.length === FAILURES && last.every((outcome) => outcome === "failed")) begin("waiting");
          } else if (step.outcome === "answered") begin("closed");
          else if (ended.isProbe && step.outcome === "failed") begin("waiting");
          else if (ended.isProbe) model.phase = "waiting";
        }
        const leftMs = Math.max(model.readyAtMs - clock.monotonic(), 0);
        const expectedMs = { closed: 0, waiting: leftMs, probing: OPEN_MS }[model.phase];
        expect(breaker.openForMs()).toBe(expectedMs);
        expect(
          underWay.filter(({ isProbe, generation }) => isProbe && generation === model.generation).length,
        ).toBe(model.phase === "probing" ? 1 : 0);
      }
    }),
    SEEDED,
  );
});
