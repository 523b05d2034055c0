/** Refusals of only the signature, after which any request is signed and sent again. */
import { describe, expect, test, vi } from "vitest";
import type { SigningRequest } from "../../contract/signer.ts";
import { refusedWith } from "../../testdata/body-codec.ts";
import { refusedClientFactory } from "../../testdata/clients/refused-client.ts";
import {
  createResilientClient,
  OK,
  REQUESTS,
  type ResilientClient,
} from "../../testdata/clients/resilient-client.ts";
import { GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { createRecordingLimiter } from "../../testdata/limits/recording-limiter.ts";
import { type Answer, reply } from "../../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../../testdata/signers/counting-signer.ts";
import type { Refusal } from "../reply/decode.ts";
import { RefusedReply } from "../reply/refused-reply.ts";

const CODE = -1021;
const HOUR_MS = 3_600_000;
const STALE: Refusal = { kind: "unauthorized", signAgain: true };

const dateAhead = (ms: number) => ({ date: new Date(START_MS + ms).toUTCString() });

const connect = refusedClientFactory(CODE);

const signatures = ({ sent }: ResilientClient) => sent.map(({ headers }) => headers.get("x-signature"));
const keys = ({ sent }: ResilientClient) => sent.map(({ headers }) => headers.get("x-key"));

const EACH = Object.entries(REQUESTS);

describe("a request whose signature is refused", () => {
  test.each(EACH)("is signed and sent again at once (%s)", async (_name, request) => {
    for (const retry of [undefined, false] as const) {
      const client = connect(STALE, undefined, { config: { retry } });
      expect(await client.run(request)).toBe("read");
      expect(signatures(client)).toEqual(["signature-number-1", "signature-number-2"]);
      expect(client.sentAtMs).toEqual([0, 0]);
      const [first, second] = client.sent;
      expect([second?.url.href, second?.method, second?.body]).toEqual([
        first?.url.href,
        first?.method,
        first?.body,
      ]);
      expect(client.logged).toEqual([]);
    }
  });

  test.each([200, 400, 401, 403, 429, 503])(
    "is sent again after a refusal with the status %i",
    async (status) => {
      const client = connect(STALE, [refusedWith(CODE, {}, status), OK]);
      expect(await client.run(PLACE_ORDER)).toBe("read");
      expect(client.sent).toHaveLength(2);
    },
  );

  test("is sent again when its reader throws the refusal", async () => {
    const client = createResilientClient({ answers: [reply(200, { stale: true }), OK] });
    const read: typeof PLACE_ORDER.read = (body) => {
      if (body.has("stale")) throw new RefusedReply(STALE);
      return "read";
    };
    expect(await client.run({ ...PLACE_ORDER, read })).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test.each(EACH)(
    "is sent again at most three times, and the next refusal is the result (%s)",
    async (_name, request) => {
      const refused = refusedWith(CODE);
      const lucky = connect(STALE, [refused, refused, refused, OK]);
      expect(await lucky.run(request)).toBe("read");
      const client = connect(STALE, [refused]);
      expect(await failureOf(client.run(request))).toMatchObject({
        kind: "unauthorized",
        code: "-1021",
        sent: "yes",
      });
      for (const { sent, sentAtMs } of [lucky, client]) {
        expect(sent).toHaveLength(4);
        expect(sentAtMs).toEqual([0, 0, 0, 0]);
      }
    },
  );

  test("is sent again at most three times, no matter which reply reveals a clock skew", async () => {
    for (const late of [0, 1, 2, 3]) {
      const answers = [0, 1, 2, 3, 4].map((index) =>
        refusedWith(CODE, index >= late ? dateAhead(HOUR_MS) : {}),
      );
      const client = connect(STALE, answers);
      expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized" });
      expect(client.sent).toHaveLength(4);
      // These refusals do not prove the correction wrong, so it stays.
      expect(client.connection.serverClock.offsetMs()).toBe(late < 3 ? HOUR_MS + 500 : 0);
    }
  });

  test("is not sent again when it may have been executed", async () => {
    const client = connect({ ...STALE, notExecuted: false });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "outcomeUnknown" });
    expect(client.sent).toHaveLength(1);
  });

  test("is not sent again when it is an order that has exceeded its maximum delay", async () => {
    const slow: Answer = async (request) => {
      await client.clock.sleep(1_000);
      return refusedWith(CODE)(request);
    };
    const client: ResilientClient = connect(STALE, [slow, OK]);
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(client.sent).toHaveLength(1);
  });

  test("is never sent again when it is public", async () => {
    const client = connect(STALE);
    expect(await failureOf(client.run(GET_TIME))).toMatchObject({ kind: "unauthorized", code: "-1021" });
    expect(client.sent).toHaveLength(1);
  });

  test("keeps all of its attempts when it is sent again", async () => {
    const client = connect(STALE, [refusedWith(CODE), reply(503, ""), reply(503, ""), OK]);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sent).toHaveLength(4);
  });

  test("is not a repeat for its reader when it is sent again, because nothing is in doubt", async () => {
    const client = connect(STALE);
    const read: typeof PLACE_ORDER.read = (_body, { isRepeat }) => isRepeat;
    expect(await client.run({ ...PLACE_ORDER, read })).toBe(false);
  });

  test("waits for the rate limits again", async () => {
    const { limiter, events } = createRecordingLimiter();
    const rateLimits = { private: { limit: { limit: 100 }, appliesTo: "signed" } } as const;
    await connect(STALE, undefined, { rateLimits, rateLimiter: limiter }).run(PLACE_ORDER);
    expect(events).toEqual(["acquire", "sent", "finish", "acquire", "sent", "finish"]);
  });

  test("is signed by the corrected clock when the reply reveals a clock skew", async () => {
    const signer = { sign: ({ timestampMs }: SigningRequest) => ({ "x-timestamp": String(timestampMs) }) };
    const answers = [refusedWith(CODE, dateAhead(HOUR_MS)), OK];
    const client = connect(STALE, answers, { config: { signer } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent.map(({ headers }) => Number(headers.get("x-timestamp")) - START_MS)).toEqual([
      0,
      HOUR_MS + 500,
    ]);
  });

  test("keeps the corrected clock when its next signature is refused for arriving out of order", async () => {
    const signer = { sign: ({ timestampMs }: SigningRequest) => ({ "x-timestamp": String(timestampMs) }) };
    let overtaken = 1;
    const answer: Answer = (request) => {
      const offByMs = Number(request.headers.get("x-timestamp")) - START_MS - HOUR_MS;
      const isRefused = Math.abs(offByMs) > 30_000 || overtaken-- > 0;
      return (isRefused ? refusedWith(CODE, dateAhead(HOUR_MS)) : OK)(request);
    };
    const client = connect(STALE, [answer], { config: { signer } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(3);
    expect(client.connection.serverClock.offsetMs()).toBe(HOUR_MS + 500);
  });
});

describe("rotating credentials", () => {
  const rotating = () => {
    let number = 0;
    return vi.fn(() => `key-number-${++number}`);
  };

  test.each(EACH)("are requested again before the second signature (%s)", async (_name, request) => {
    const credentials = rotating();
    const client = connect(STALE, undefined, { config: { credentials } });
    expect(await client.run(request)).toBe("read");
    expect(keys(client)).toEqual(["key-number-1", "key-number-2"]);
    await client.run(request);
    expect(credentials).toHaveBeenCalledTimes(2);
  });

  test("are also requested again after a plain 401, which causes no retry itself", async () => {
    const credentials = rotating();
    const client = connect({}, [refusedWith(CODE, {}, 401), OK], { config: { credentials } });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(1);
    await client.run(PLACE_ORDER);
    expect(keys(client)).toEqual(["key-number-1", "key-number-2"]);
  });

  test("are kept after an unauthorized refusal that is neither a 401 nor has `signAgain`", async () => {
    const credentials = rotating();
    const refusals = [refusedWith(CODE), refusedWith(CODE, {}, 403), OK];
    const client = connect({ kind: "unauthorized" }, refusals, { config: { credentials } });
    await failureOf(client.run(GET_ACCOUNTS));
    await failureOf(client.run(GET_ACCOUNTS));
    await client.run(GET_ACCOUNTS);
    expect(credentials).toHaveBeenCalledTimes(1);
  });

  test("are kept after the refusal of a public request", async () => {
    const credentials = rotating();
    const client = connect(STALE, [OK, refusedWith(CODE), refusedWith(CODE, {}, 401), OK], {
      config: { credentials },
    });
    await client.run(GET_ACCOUNTS);
    await failureOf(client.run(GET_TIME));
    await failureOf(client.run(GET_TIME));
    await client.run(GET_ACCOUNTS);
    expect(credentials).toHaveBeenCalledTimes(1);
  });
});

describe("a 401", () => {
  test("that reveals a clock skew causes one retry with the corrected clock", async () => {
    const client = connect({}, [refusedWith(CODE, dateAhead(HOUR_MS), 401), OK]);
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
    expect(client.connection.serverClock.offsetMs()).toBe(HOUR_MS + 500);
  });

  test("corrects the clock only once: the next 401 is the result, even with another time", async () => {
    const answers = [1, 2, 3].map((hours) => refusedWith(CODE, dateAhead(hours * HOUR_MS), 401));
    const client = connect({}, answers);
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(2);
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });

  test.each(["rejected", "notFound", "rateLimited", "unsupported"] as const)(
    "whose refusal has the kind %s corrects no clock and keeps the credentials",
    async (kind) => {
      const credentials = vi.fn(() => "key-number-1");
      const answers = [refusedWith(CODE, dateAhead(HOUR_MS), 401), OK];
      const client = connect({ kind }, answers, { config: { credentials } });
      expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind, status: 401 });
      expect(client.sent).toHaveLength(1);
      expect(client.connection.serverClock.offsetMs()).toBe(0);
      await client.run(GET_ACCOUNTS);
      expect(credentials).toHaveBeenCalledTimes(1);
    },
  );

  test("whose refusal names the kind unauthorized is handled like any other 401", async () => {
    const answers = [refusedWith(CODE, dateAhead(HOUR_MS), 401), OK];
    const client = connect({ kind: "unauthorized" }, answers, { config: { signer: countingSigner() } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });
});
