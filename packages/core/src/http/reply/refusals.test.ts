/** The refusals of a codec or a reader: the errors that they become, and the errors of the parts of a reply. */
import { describe, expect, test, vi } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import { bodyCodec, refusedWith } from "../../testdata/body-codec.ts";
import { refusing, sendThrough, throwing } from "../../testdata/clients/send-through-codec.ts";
import {
  CANCEL_ORDER,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
} from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { reply, scriptFetch } from "../../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../../testdata/signers/counting-signer.ts";
import { readJsonObject } from "../../values/json.ts";
import { JsonList } from "../../values/json-object.ts";
import type { Decode, Refusal } from "./decode.ts";
import { RefusedReply } from "./refused-reply.ts";

describe("a refusal in HTTP 200", () => {
  test("is an error with the venue's number as its code and without a status", async () => {
    const error = await failureOf(sendThrough(bodyCodec(), refusedWith(-1021)));
    expect(error.toJSON()).toEqual({
      name: "VenueError",
      message: "[testvenue testCall] rejected -1021: the venue says no",
      kind: "rejected",
      venue: "testvenue",
      operation: "testCall",
      code: "-1021",
      reason: "the venue says no",
      retryable: false,
      sent: "yes",
    });
    expect("status" in error).toBe(false);
  });

  test.each<readonly [Refusal["code"], string | undefined, string]>([
    [0, "0", "the venue gave no reason"],
    [7, "7", "the venue gave no reason"],
    ["-2010", "-2010", "the venue gave no reason"],
    [999_999_999_999_999, "999999999999999", "the venue gave no reason"],
    ["TOO_SMALL", "TOO_SMALL", "the venue gave no reason"],
    [1.5, undefined, "1.5"],
    ["Too small", undefined, "Too small"],
    [undefined, undefined, "the venue gave no reason"],
  ])("with the code %j becomes an error with the code %j and the reason %j", async (given, code, reason) => {
    const error = await failureOf(sendThrough(refusing({ code: given }), reply(200, '{"a":1}')));
    expect(error.reason).toBe(reason);
    expect(error.code).toBe(code);
  });

  test("has the kind that the codec returns", async () => {
    for (const kind of ["unauthorized", "notFound", "unsupported", "unavailable"] as const) {
      expect(await failureOf(sendThrough(refusing({ kind }), reply(200)))).toMatchObject({ kind });
    }
  });

  test("takes its wait from `retryAfterMs`, else from the headers", async () => {
    const headers = { "retry-after": "2", "x-ratelimit-reset": "9" };
    const waitOf = async (refusal: Refusal, given: Readonly<Record<string, string>>) =>
      (await failureOf(sendThrough(refusing(refusal), reply(200, {}, given)))).retryAfterMs;
    expect(await waitOf({ kind: "rateLimited", retryAfterMs: 250 }, headers)).toBe(250);
    expect(await waitOf({ kind: "rateLimited" }, headers)).toBe(2_000);
    expect(await waitOf({ kind: "rateLimited" }, { "x-ratelimit-reset": "9" })).toBe(9_000);
    expect(await waitOf({ kind: "rejected" }, { "x-ratelimit-reset": "9" })).toBeUndefined();
  });
});

describe.each([PLACE_ORDER, CANCEL_ORDER])("a refusal of a request with an effect ($effect)", (request) => {
  const KINDS: readonly VenueErrorKind[] = ["rejected", "notFound", "unauthorized", "rateLimited"];

  test.each(KINDS)("in HTTP 200, of the kind %s, leaves the outcome unknown", async (kind) => {
    for (const notExecuted of [undefined, false]) {
      const decode = refusing({ code: -1006, kind, notExecuted, retryable: true });
      expect(await failureOf(sendThrough(decode, reply(200), request))).toMatchObject({
        kind: "outcomeUnknown",
        code: "-1006",
        retryable: false,
        sent: "yes",
      });
    }
  });

  test.each(KINDS)("with `notExecuted` keeps its own kind, %s", async (kind) => {
    const decode = refusing({ code: -2010, kind, notExecuted: true });
    expect(await failureOf(sendThrough(decode, reply(200), request))).toMatchObject({
      kind,
      code: "-2010",
      sent: "yes",
    });
  });

  test("with an error status is as certain as that status, unless the refusal sets `notExecuted` or a code", async () => {
    const kindOf = async (status: number, refusal: Refusal) =>
      (await failureOf(sendThrough(refusing(refusal), reply(status), request))).kind;
    expect(await kindOf(400, {})).toBe("rejected");
    expect(await kindOf(400, { kind: "notFound" })).toBe("notFound");
    expect(await kindOf(400, { notExecuted: false })).toBe("outcomeUnknown");
    expect(await kindOf(503, {})).toBe("outcomeUnknown");
    expect(await kindOf(503, { kind: "rejected" })).toBe("outcomeUnknown");
    expect(await kindOf(503, { notExecuted: true })).toBe("unavailable");
    expect(await kindOf(409, {})).toBe("outcomeUnknown");
    expect(await kindOf(409, { code: "DUPLICATE" })).toBe("rejected");
  });
});

describe("a RefusedReply", () => {
  const REFUSALS: readonly Refusal[] = [
    {},
    { code: -1021 },
    { code: "NO_FUNDS", message: "not enough USD", notExecuted: true },
    { kind: "rateLimited", retryable: true, retryAfterMs: 300 },
    { kind: "notFound", notExecuted: true },
  ];

  test.each(REFUSALS)(
    "that a reader or a codec throws equals the refusal that a codec returns: %j",
    async (refusal) => {
      const values: Decode = () => ({ value: readJsonObject("{}") });
      const lists: Decode = () => ({ value: new JsonList([], () => undefined) });
      const refuse = throwing(new RefusedReply(refusal));
      for (const request of [GET_ACCOUNTS, PLACE_ORDER]) {
        const { read: _unused, ...terms } = request;
        const expected = await failureOf(sendThrough(refusing(refusal), reply(200, "{}"), request));
        const byReader = await failureOf(
          sendThrough(values, reply(200, "{}"), { ...terms, read: () => refuse() }),
        );
        const byListReader = await failureOf(
          sendThrough(lists, reply(200, "{}"), { ...terms, readList: () => refuse() }),
        );
        const byCodec = await failureOf(sendThrough(refuse, reply(200, "{}"), request));
        for (const error of [byReader, byListReader, byCodec])
          expect(error.toJSON()).toEqual(expected.toJSON());
      }
    },
  );
});

describe("a secret of the request", () => {
  const HEADERS = { "x-key": "canary-key-1", authorization: "Bearer canary-token-1" };
  const SECRETS = ["canary-key-1", "canary-token-1", "Bearer canary-token-1", "signature-number-1"];

  const refusedBy = (refusal: Refusal, status: number) => {
    const { fetch } = scriptFetch(reply(status, { a: 1 }));
    const config = { signer: countingSigner(HEADERS) };
    return failureOf(createTestClient({ fetch, decode: refusing(refusal), config }).send(PLACE_ORDER));
  };

  test.each(SECRETS)("is masked in the message of a refusal and dropped as its code: %s", async (secret) => {
    for (const status of [200, 400]) {
      const error = await refusedBy({ code: secret, message: `wrong: ${secret}` }, status);
      expect(error.reason).toMatch(/wrong: \[redacted\]$/);
      expect(error.code).not.toBe(secret);
      expect(everythingOf(error)).not.toContain(secret);
    }
  });

  test.each(SECRETS)("is masked in a code that becomes the reason: %s", async (secret) => {
    expect((await refusedBy({ code: `no ${secret}` }, 400)).reason).toBe("no [redacted]");
  });
});

describe("errorOf", () => {
  /** Sends a cancel of several orders whose reply has these parts. The result holds the error of each part. */
  function partsOf(parts: readonly (() => void)[], config: object = {}, status = 200) {
    const credentials = vi.fn(() => "key-number-1");
    const { fetch, sent } = scriptFetch(reply(status, "[1,2]"));
    const decode: Decode = () => ({ value: new JsonList([], () => undefined) });
    const client = createTestClient({ fetch, decode, config: { credentials, ...config } });
    const { read: _unused, ...terms } = CANCEL_ORDER;
    const errors = client.send({
      ...terms,
      readList: (_list, { errorOf }) => parts.map(errorOf),
    });
    return { errors, credentials, sent, client };
  }

  const refuse = (refusal: Refusal) => throwing(new RefusedReply(refusal)) as () => never;

  test("classifies each part like a whole reply, without an effect on the other parts", async () => {
    const { errors } = partsOf([
      () => {},
      refuse({ code: -2011, kind: "rejected", notExecuted: true }),
      refuse({ code: -1006 }),
      refuse({ kind: "rateLimited", notExecuted: true, retryable: true, retryAfterMs: 40 }),
      throwing(new MalformedReply("results[4].id is missing", "NO_ID")) as () => never,
    ]);
    expect(await errors).toMatchObject([
      undefined,
      { kind: "rejected", code: "-2011", sent: "yes", operation: "testCall" },
      { kind: "outcomeUnknown", code: "-1006", sent: "yes", retryable: false },
      { kind: "rateLimited", retryable: true, retryAfterMs: 40 },
      { kind: "outcomeUnknown", code: "NO_ID" },
    ]);
  });

  test("turns a foreign error into INTERNAL and quotes nothing of it", async () => {
    const { errors } = partsOf([throwing(new TypeError("canaryvalue")) as () => never]);
    const [error] = (await errors) as readonly Error[];
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "INTERNAL" });
    expect(everythingOf(error as Error)).not.toContain("canaryvalue");
  });

  test("masks the secrets of the request in the code and the message of a part", async () => {
    const { errors } = partsOf([
      refuse({ code: "key-number-1", message: "wrong: key-number-1", notExecuted: true }),
      refuse({ code: "no key-number-1", notExecuted: true }),
    ]);
    const parts = (await errors) as readonly VenueError[];
    expect(parts.map(({ code, reason }) => [code, reason])).toEqual([
      [undefined, "wrong: [redacted]"],
      [undefined, "no [redacted]"],
    ]);
  });

  test("causes no new signature and no new credentials for a part with a refused signature", async () => {
    const { errors, credentials, sent, client } = partsOf([refuse({ signAgain: true })]);
    expect(await errors).toMatchObject([{ kind: "rejected" }]);
    await client.send(CANCEL_ORDER).catch(() => {});
    expect(sent).toHaveLength(2);
    expect(credentials).toHaveBeenCalledTimes(1);
  });
});
