/** The codec of a venue: it tells a value from a refusal before anything is concluded from a reply. */
import { describe, expect, test, vi } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import { bodyCodec, refusedWith } from "../../testdata/body-codec.ts";
import {
  CANCEL_ORDER,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
} from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch } from "../../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../../testdata/signers/counting-signer.ts";
import { readJsonObject } from "../../values/json.ts";
import { JsonList, JsonObject } from "../../values/json-object.ts";
import type { HttpRequest } from "../http-request.ts";
import { type Decode, decodeByStatus, type Refusal } from "./decode.ts";
import { RefusedReply } from "./refused-reply.ts";

const TOO_LARGE = 16 * 1024 * 1024 + 1;

/** Sends one request through a codec, once. */
function sendThrough(decode: Decode, answer: Answer, request: HttpRequest<unknown> = GET_ACCOUNTS) {
  return createTestClient({ fetch: scriptFetch(answer).fetch, decode }).send(request);
}

const refusing =
  (refusal: Refusal): Decode =>
  () => ({ refusal });

const throwing = (error: unknown): Decode & (() => never) => {
  return () => {
    throw error;
  };
};

const { read: _read, ...LIST_TERMS } = GET_ACCOUNTS;

describe("a codec", () => {
  test("gets the status, the headers and the whole body of each reply", async () => {
    const decode = vi.fn(bodyCodec());
    const answer = reply(503, { code: -1001, msg: "busy" }, { "x-mode": "slow" });
    await failureOf(sendThrough(decode, answer));
    const [[status, headers, text] = []] = decode.mock.calls;
    expect([status, headers?.get("x-mode"), text]).toEqual([503, "slow", '{"code":-1001,"msg":"busy"}']);
    expect(decode).toHaveBeenCalledTimes(1);
  });

  test("gives the value that the reader gets: an object or a bare list", async () => {
    const object = { ...GET_ACCOUNTS, read: (body: JsonObject) => body.decimal("free") };
    expect(await sendThrough(bodyCodec(), reply(200, '{"free":0.10}'), object)).toBe("0.10");
    const list = { ...LIST_TERMS, readList: (rows: JsonList) => rows.lists().map((row) => row.decimal(1)) };
    expect(await sendThrough(bodyCodec(), reply(200, '[["BTC",0.10],["USD",5]]'), list)).toEqual([
      "0.10",
      "5",
    ]);
  });

  test.each<readonly [number, VenueErrorKind]>([
    [401, "unauthorized"],
    [404, "notFound"],
    [429, "rateLimited"],
    [503, "unavailable"],
  ])("that finds a value where the status is %i makes no success of it", async (status, kind) => {
    const list = { ...LIST_TERMS, readList: (rows: JsonList) => rows.length };
    expect(await failureOf(sendThrough(bodyCodec(), reply(status, "[]"), list))).toMatchObject({
      kind,
      status,
    });
    const order = await failureOf(sendThrough(bodyCodec(), reply(status, '{"id":"a"}'), PLACE_ORDER));
    expect(order).toMatchObject({ kind: status < 429 ? kind : "outcomeUnknown", status });
  });

  test.each([undefined, null, "text", {}, { refusal: undefined }, { value: undefined }])(
    "that gives %j is at fault itself, and the network is not",
    async (given) => {
      const broken = (() => given) as unknown as Decode;
      const error = await failureOf(sendThrough(broken, reply(200, "{}")));
      expect(error).toMatchObject({ kind: "malformed", sent: "yes", retryable: false });
      expect(await failureOf(sendThrough(broken, reply(404, "{}")))).toMatchObject({ kind: "notFound" });
    },
  );

  test.each<readonly [string, HttpRequest<unknown>, string]>([
    ["an object where a list is read", { ...LIST_TERMS, readList: () => "read" }, "{}"],
    ["a list where an object is read", GET_ACCOUNTS, "[]"],
  ])("gives %s: the reply is malformed", async (_name, request, text) => {
    const error = await failureOf(sendThrough(bodyCodec(), reply(200, text), request));
    expect(error).toMatchObject({ kind: "malformed", sent: "yes", retryable: false });
    expect(error.reason).toMatch(/^the reply is JSON, but not an? (object|list)$/);
    const order = { ...request, effect: "order" } as const;
    expect(await failureOf(sendThrough(bodyCodec(), reply(200, text), order))).toMatchObject({
      kind: "outcomeUnknown",
      sent: "yes",
    });
  });
});

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
  ])("with the code %j has the code %j and the reason %j", async (given, code, reason) => {
    const error = await failureOf(sendThrough(refusing({ code: given }), reply(200, '{"a":1}')));
    expect(error.reason).toBe(reason);
    expect(error.code).toBe(code);
  });

  test("has the kind that the codec names", async () => {
    for (const kind of ["unauthorized", "notFound", "unsupported", "unavailable"] as const) {
      expect(await failureOf(sendThrough(refusing({ kind }), reply(200)))).toMatchObject({ kind });
    }
  });

  test("says how long to wait by its own number, else by the headers", async () => {
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

  test.each(KINDS)("that proves that nothing was executed is of its own kind, %s", async (kind) => {
    const decode = refusing({ code: -2010, kind, notExecuted: true });
    expect(await failureOf(sendThrough(decode, reply(200), request))).toMatchObject({
      kind,
      code: "-2010",
      sent: "yes",
    });
  });

  test("by a status proves what the status proves, unless the refusal says otherwise", async () => {
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

  test.each(REFUSALS)("that a reader throws is the refusal that a codec gives: %j", async (refusal) => {
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
  });
});

describe("a codec that throws", () => {
  const ERRORS = [
    new MalformedReply("code: expected text", "BAD_CODE"),
    new TypeError("canaryvalue is not a function"),
    "canaryvalue",
    undefined,
  ];

  test.each(ERRORS)("on a reply that is not 2xx leaves the status to speak: %s", async (thrown) => {
    const error = await failureOf(sendThrough(throwing(thrown), reply(401)));
    expect(error).toMatchObject({ kind: "unauthorized", status: 401, reason: "HTTP 401" });
    expect(await failureOf(sendThrough(throwing(thrown), reply(503)))).toMatchObject({
      kind: "unavailable",
      status: 503,
      retryable: true,
    });
    expect(everythingOf(error)).not.toContain("canaryvalue");
  });

  test("a MalformedReply on a 2xx makes the reply malformed, with its reason", async () => {
    const [malformed] = ERRORS;
    for (const status of [200, 201, 204]) {
      const answer = reply(status, status === 204 ? null : "{}");
      expect(await failureOf(sendThrough(throwing(malformed), answer))).toMatchObject({
        kind: "malformed",
        code: "BAD_CODE",
        reason: "code: expected text",
        retryable: false,
        sent: "yes",
      });
    }
    expect(await failureOf(sendThrough(throwing(malformed), reply(200), PLACE_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "BAD_CODE",
    });
  });

  test.each(ERRORS.slice(1))("another error on a 2xx is INTERNAL and quotes nothing: %s", async (thrown) => {
    const error = await failureOf(sendThrough(throwing(thrown), reply(200)));
    expect(error).toMatchObject({ kind: "malformed", code: "INTERNAL", retryable: false, sent: "yes" });
    expect(everythingOf(error)).not.toContain("canaryvalue");
    expect(await failureOf(sendThrough(throwing(thrown), reply(200), PLACE_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "INTERNAL",
    });
  });
});

describe("what never comes to a codec", () => {
  test("is a body over the cap", async () => {
    const decode = vi.fn(bodyCodec());
    const large: Answer = () => new Response(new Uint8Array(TOO_LARGE).fill(0x20));
    expect(await failureOf(sendThrough(decode, large))).toMatchObject({ code: "REPLY_TOO_LARGE" });
    expect(decode).not.toHaveBeenCalled();
  });

  test("is such a body of a refusal, for which the status speaks", async () => {
    const decode = vi.fn(bodyCodec());
    const large: Answer = () => new Response(new Uint8Array(TOO_LARGE).fill(0x20), { status: 401 });
    expect(await failureOf(sendThrough(decode, large))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(decode.mock.calls.map(([, , text]) => text)).toEqual([""]);
  });

  test.each([301, 302, 303, 304, 307, 308])("is a redirect, a %i", async (status) => {
    const decode = vi.fn(bodyCodec());
    const answer = reply(status, status === 304 ? null : "{}", { location: "https://elsewhere.example" });
    for (const [request, kind] of [
      [GET_ACCOUNTS, "malformed"],
      [PLACE_ORDER, "outcomeUnknown"],
    ] as const) {
      const error = await failureOf(sendThrough(decode, answer, request));
      expect(error).toMatchObject({ kind, code: "REDIRECT_REFUSED" });
    }
    expect(decode).not.toHaveBeenCalled();
  });
});

describe("what authenticated a request", () => {
  const HEADERS = { "x-key": "canary-key-1", authorization: "Bearer canary-token-1" };
  const SECRETS = ["canary-key-1", "canary-token-1", "Bearer canary-token-1", "signature-number-1"];

  const refusedBy = (refusal: Refusal, status: number) => {
    const { fetch } = scriptFetch(reply(status, { a: 1 }));
    const config = { signer: countingSigner(HEADERS) };
    return failureOf(createTestClient({ fetch, decode: refusing(refusal), config }).send(PLACE_ORDER));
  };

  test.each(SECRETS)("is masked in the message of a refusal and is no code: %s", async (secret) => {
    for (const status of [200, 400]) {
      const error = await refusedBy({ code: secret, message: `wrong: ${secret}` }, status);
      expect(error.reason).toMatch(/wrong: \[redacted\]$/);
      expect(error.code).not.toBe(secret);
      expect(everythingOf(error)).not.toContain(secret);
    }
  });

  test.each(SECRETS)("is masked in a code that is taken for the reason: %s", async (secret) => {
    expect((await refusedBy({ code: `no ${secret}` }, 400)).reason).toBe("no [redacted]");
  });
});

describe("errorOf", () => {
  /** The errors of the parts of a reply that answers for several orders. */
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

  test("classifies each part as if it were the whole reply, and fails none of the others", async () => {
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

  test("quotes nothing of a foreign error, which is INTERNAL", async () => {
    const { errors } = partsOf([throwing(new TypeError("canaryvalue")) as () => never]);
    const [error] = (await errors) as readonly Error[];
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "INTERNAL" });
    expect(everythingOf(error as Error)).not.toContain("canaryvalue");
  });

  test("masks what authenticated the request in the code and the message of a part", async () => {
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

  test("lets a refused signature of one part neither sign again nor ask for credentials anew", async () => {
    const { errors, credentials, sent, client } = partsOf([refuse({ signAgain: true })]);
    expect(await errors).toMatchObject([{ kind: "rejected" }]);
    await client.send(CANCEL_ORDER).catch(() => {});
    expect(sent).toHaveLength(2);
    expect(credentials).toHaveBeenCalledTimes(1);
  });
});

describe("decodeByStatus", () => {
  const readRefusal = (status: number, body: JsonObject): Refusal => ({
    code: body.text("error"),
    message: `by ${status}`,
  });
  const decoded = (decode: Decode, status: number, text: string) => decode(status, new Headers(), text);

  test("takes every reply that is not 2xx for a refusal, which the reader words", () => {
    const decode = decodeByStatus(readRefusal);
    for (const status of [199, 300, 400, 404, 503]) {
      expect(decoded(decode, status, '{"error":"NO"}')).toEqual({
        refusal: { code: "NO", message: `by ${status}` },
      });
    }
  });

  test("takes every 2xx for a value, whatever is in it, without a way to find refusals", () => {
    const decode = decodeByStatus(readRefusal);
    const value = decoded(decode, 200, '{"error":"NO"}');
    expect("value" in value && value.value instanceof JsonObject).toBe(true);
    const list = decoded(decode, 299, "[1]");
    expect("value" in list && list.value instanceof JsonList).toBe(true);
  });

  test("looks for a refusal in each 2xx that is an object", () => {
    const find = vi.fn((value: JsonObject) =>
      value.has("error") ? { code: value.text("error") } : undefined,
    );
    const decode = decodeByStatus(readRefusal, find);
    expect(decoded(decode, 200, '{"error":"NO"}')).toEqual({ refusal: { code: "NO" } });
    expect("value" in decoded(decode, 201, '{"a":1}')).toBe(true);
    expect("value" in decoded(decode, 200, '[{"error":"NO"}]')).toBe(true);
    expect(find).toHaveBeenCalledTimes(2);
  });

  test.each(["", " ", "<html>", "5", "null", '"text"'])("throws MalformedReply for the text %j", (text) => {
    const decode = decodeByStatus(readRefusal);
    for (const status of [200, 500]) expect(() => decoded(decode, status, text)).toThrow(MalformedReply);
  });
});
