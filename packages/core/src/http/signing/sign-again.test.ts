/** A refusal of the signature alone: the request is signed afresh and sent again, whatever it is. */
import { describe, expect, test, vi } from "vitest";
import type { SigningRequest } from "../../contract/signer.ts";
import { bodyCodec, refusedWith } from "../../testdata/body-codec.ts";
import {
  createResilientClient,
  OK,
  REQUESTS,
  type ResilientClient,
  type ResilientClientOptions,
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

/** A client of a venue that refuses with one code, and means this by it. */
function connect(
  refusal: Refusal,
  answers: readonly Answer[] = [refusedWith(CODE), OK],
  options: Partial<ResilientClientOptions> = {},
): ResilientClient {
  return createResilientClient({ answers, decode: bodyCodec({ [CODE]: refusal }), ...options });
}

const signatures = ({ sent }: ResilientClient) => sent.map(({ headers }) => headers.get("x-signature"));
const keys = ({ sent }: ResilientClient) => sent.map(({ headers }) => headers.get("x-key"));

const EACH = Object.entries(REQUESTS);

describe("a refusal that asks for another signature", () => {
  test.each(EACH)("has the request sent again at once (%s)", async (_name, request) => {
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

  test.each([200, 400, 401, 403, 429, 503])("does so with the status %i", async (status) => {
    const client = connect(STALE, [refusedWith(CODE, {}, status), OK]);
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test("does so when a reader finds it", async () => {
    const client = createResilientClient({ answers: [reply(200, { stale: true }), OK] });
    const read: typeof PLACE_ORDER.read = (body) => {
      if (body.has("stale")) throw new RefusedReply(STALE);
      return "read";
    };
    expect(await client.run({ ...PLACE_ORDER, read })).toBe("read");
    expect(client.sent).toHaveLength(2);
  });

  test.each(EACH)(
    "does so three times at most: the next refusal is the outcome (%s)",
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

  test("does so three times at most, whenever a reply tells that the clock is off", async () => {
    for (const late of [0, 1, 2, 3]) {
      const answers = [0, 1, 2, 3, 4].map((index) =>
        refusedWith(CODE, index >= late ? dateAhead(HOUR_MS) : {}),
      );
      const client = connect(STALE, answers);
      expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized" });
      expect(client.sent).toHaveLength(4);
      // The refusals speak of the signature, and say nothing against the correction.
      expect(client.connection.serverClock.offsetMs()).toBe(late < 3 ? HOUR_MS + 500 : 0);
    }
  });

  test("does not do so where the request may have been carried out", async () => {
    const client = connect({ ...STALE, notExecuted: false });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "outcomeUnknown" });
    expect(client.sent).toHaveLength(1);
  });

  test("does not do so for an order that has become too old meanwhile", async () => {
    const slow: Answer = async (request) => {
      await client.clock.sleep(1_000);
      return refusedWith(CODE)(request);
    };
    const client: ResilientClient = connect(STALE, [slow, OK]);
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(client.sent).toHaveLength(1);
  });

  test("never does so for a public request", async () => {
    const client = connect(STALE);
    expect(await failureOf(client.run(GET_TIME))).toMatchObject({ kind: "unauthorized", code: "-1021" });
    expect(client.sent).toHaveLength(1);
  });

  test("takes none of the attempts of the request", async () => {
    const client = connect(STALE, [refusedWith(CODE), reply(503, ""), reply(503, ""), OK]);
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sent).toHaveLength(4);
  });

  test("leaves nothing in doubt: the second attempt is no repeat", async () => {
    const client = connect(STALE);
    const read: typeof PLACE_ORDER.read = (_body, { isRepeat }) => isRepeat;
    expect(await client.run({ ...PLACE_ORDER, read })).toBe(false);
  });

  test("waits for the limits like any other request", async () => {
    const { limiter, events } = createRecordingLimiter();
    const rateLimits = { private: { limit: { limit: 100 }, appliesTo: "signed" } } as const;
    await connect(STALE, undefined, { rateLimits, rateLimiter: limiter }).run(PLACE_ORDER);
    expect(events).toEqual(["acquire", "sent", "finish", "acquire", "sent", "finish"]);
  });

  test("has the clock corrected for the next signature, where the reply tells that it is off", async () => {
    const signer = { sign: ({ timestampMs }: SigningRequest) => ({ "x-timestamp": String(timestampMs) }) };
    const answers = [refusedWith(CODE, dateAhead(HOUR_MS)), OK];
    const client = connect(STALE, answers, { config: { signer } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent.map(({ headers }) => Number(headers.get("x-timestamp")) - START_MS)).toEqual([
      0,
      HOUR_MS + 500,
    ]);
  });

  test("keeps a correction of the clock when the next signature is refused for being overtaken", async () => {
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

describe("credentials that rotate", () => {
  const rotating = () => {
    let number = 0;
    return vi.fn(() => `key-number-${++number}`);
  };

  test.each(EACH)("are asked for anew before the second signature (%s)", async (_name, request) => {
    const credentials = rotating();
    const client = connect(STALE, undefined, { config: { credentials } });
    expect(await client.run(request)).toBe("read");
    expect(keys(client)).toEqual(["key-number-1", "key-number-2"]);
    await client.run(request);
    expect(credentials).toHaveBeenCalledTimes(2);
  });

  test("are asked for anew after a plain 401 too, which is not sent again by itself", async () => {
    const credentials = rotating();
    const client = connect({}, [refusedWith(CODE, {}, 401), OK], { config: { credentials } });
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(1);
    await client.run(PLACE_ORDER);
    expect(keys(client)).toEqual(["key-number-1", "key-number-2"]);
  });

  test("are kept after a refusal of the kind unauthorized that is no 401 and asks for nothing", async () => {
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
  test("of a clock that is off is signed and sent again, by the corrected clock", async () => {
    const client = connect({}, [refusedWith(CODE, dateAhead(HOUR_MS), 401), OK]);
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
    expect(client.connection.serverClock.offsetMs()).toBe(HOUR_MS + 500);
  });

  test("is measured by once: another one with yet another time is the outcome", async () => {
    const answers = [1, 2, 3].map((hours) => refusedWith(CODE, dateAhead(hours * HOUR_MS), 401));
    const client = connect({}, answers);
    expect(await failureOf(client.run(PLACE_ORDER))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(client.sent).toHaveLength(2);
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });

  test.each(["rejected", "notFound", "rateLimited", "unsupported"] as const)(
    "whose refusal has the kind %s says nothing of the signature",
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

  test("whose refusal names the kind unauthorized is one like any other", async () => {
    const answers = [refusedWith(CODE, dateAhead(HOUR_MS), 401), OK];
    const client = connect({ kind: "unauthorized" }, answers, { config: { signer: countingSigner() } });
    expect(await client.run(PLACE_ORDER)).toBe("read");
    expect(client.sent).toHaveLength(2);
  });
});
