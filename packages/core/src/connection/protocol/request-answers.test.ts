import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../testdata/streams/live-session.ts";
import { BTC, ETH } from "../../testdata/streams/test-stream.ts";
import { createRequestAnswers } from "./request-answers.ts";

describe("the answers to requests", () => {
  test("have unique ids, and confirm or end the requested topic", () => {
    const answers = createRequestAnswers();
    const [btc, eth] = [answers.add("subscribe", BTC), answers.add("unsubscribe", ETH)];
    expect(new Set([btc, eth, answers.add("subscribe", BTC)]).size).toBe(3);
    expect(answers.answer(eth, undefined)).toEqual({ ended: [ETH] });
    expect(answers.answer(btc, undefined)).toEqual({ confirmed: [BTC] });
  });

  test("that refuse name the request", () => {
    const answers = createRequestAnswers();
    for (const action of ["subscribe", "unsubscribe"] as const) {
      const id = answers.add(action, BTC);
      expect(answers.answer(id, UNKNOWN)).toEqual({ refused: [{ action, topics: [BTC], refusal: UNKNOWN }] });
    }
  });

  test("count once, and for open requests only", () => {
    const answers = createRequestAnswers();
    const id = answers.add("subscribe", BTC);
    expect(answers.answer("toString", undefined)).toBeUndefined();
    expect(answers.answer(`0${id}`, UNKNOWN)).toBeUndefined();
    expect(answers.answer(id, undefined)).toBeDefined();
    expect(answers.answer(id, undefined)).toBeUndefined();
    expect(answers.answer(id, UNKNOWN)).toBeUndefined();
  });
});
