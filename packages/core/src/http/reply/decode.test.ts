/** The codec of a venue, which decides for each reply between a value and a refusal. */
import { describe, expect, test, vi } from "vitest";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import { bodyCodec } from "../../testdata/body-codec.ts";
import { sendThrough, throwing } from "../../testdata/clients/send-through-codec.ts";
import { GET_ACCOUNTS, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply } from "../../testdata/network/scripted-fetch.ts";
import { JsonList, JsonObject } from "../../values/json-object.ts";
import type { HttpRequest } from "../http-request.ts";
import { type Decode, decodeByStatus, type Refusal } from "./decode.ts";

const TOO_LARGE = 16 * 1024 * 1024 + 1;

const { read: _read, ...LIST_TERMS } = GET_ACCOUNTS;

describe("a codec", () => {
  test("receives the status, the headers and the complete body of each reply", async () => {
    const decode = vi.fn(bodyCodec());
    const answer = reply(503, { code: -1001, msg: "busy" }, { "x-mode": "slow" });
    await failureOf(sendThrough(decode, answer));
    const [[status, headers, text] = []] = decode.mock.calls;
    expect([status, headers?.get("x-mode"), text]).toEqual([503, "slow", '{"code":-1001,"msg":"busy"}']);
    expect(decode).toHaveBeenCalledTimes(1);
  });

  test("returns the value for the reader: an object or a bare list", async () => {
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
  ])("cannot turn the status %i into a success by returning a value", async (status, kind) => {
    const list = { ...LIST_TERMS, readList: (rows: JsonList) => rows.length };
    expect(await failureOf(sendThrough(bodyCodec(), reply(status, "[]"), list))).toMatchObject({
      kind,
      status,
    });
    const order = await failureOf(sendThrough(bodyCodec(), reply(status, '{"id":"a"}'), PLACE_ORDER));
    expect(order).toMatchObject({ kind: status < 429 ? kind : "outcomeUnknown", status });
  });

  test.each([undefined, null, "text", {}, { refusal: undefined }, { value: undefined }])(
    "that returns %j makes the reply malformed, which is not a network failure",
    async (given) => {
      const broken = (() => given) as unknown as Decode;
      const error = await failureOf(sendThrough(broken, reply(200, "{}")));
      expect(error).toMatchObject({ kind: "malformed", sent: "yes", retryable: false });
      expect(await failureOf(sendThrough(broken, reply(404, "{}")))).toMatchObject({ kind: "notFound" });
    },
  );

  test.each<readonly [string, HttpRequest<unknown>, string]>([
    ["an object to a reader of lists", { ...LIST_TERMS, readList: () => "read" }, "{}"],
    ["a list to a reader of objects", GET_ACCOUNTS, "[]"],
  ])("that returns %s makes the reply malformed", async (_name, request, text) => {
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

describe("a codec that throws", () => {
  const ERRORS = [
    new MalformedReply("code: expected text", "BAD_CODE"),
    new TypeError("canaryvalue is not a function"),
    "canaryvalue",
    undefined,
  ];

  test.each(ERRORS)(
    "%s on a reply that is not 2xx leaves the classification to the status",
    async (thrown) => {
      const error = await failureOf(sendThrough(throwing(thrown), reply(401)));
      expect(error).toMatchObject({ kind: "unauthorized", status: 401, reason: "HTTP 401" });
      expect(await failureOf(sendThrough(throwing(thrown), reply(503)))).toMatchObject({
        kind: "unavailable",
        status: 503,
        retryable: true,
      });
      expect(everythingOf(error)).not.toContain("canaryvalue");
    },
  );

  test("a MalformedReply on a 2xx makes the reply malformed with the same reason", async () => {
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

  test.each(ERRORS.slice(1))("%s on a 2xx causes an INTERNAL error that quotes nothing", async (thrown) => {
    const error = await failureOf(sendThrough(throwing(thrown), reply(200)));
    expect(error).toMatchObject({ kind: "malformed", code: "INTERNAL", retryable: false, sent: "yes" });
    expect(everythingOf(error)).not.toContain("canaryvalue");
    expect(await failureOf(sendThrough(throwing(thrown), reply(200), PLACE_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "INTERNAL",
    });
  });
});

describe("a codec never receives", () => {
  test("a body over the size limit", async () => {
    const decode = vi.fn(bodyCodec());
    const large: Answer = () => new Response(new Uint8Array(TOO_LARGE).fill(0x20));
    expect(await failureOf(sendThrough(decode, large))).toMatchObject({ code: "REPLY_TOO_LARGE" });
    expect(decode).not.toHaveBeenCalled();
  });

  test("the oversized body of a refusal, which is classified by its status", async () => {
    const decode = vi.fn(bodyCodec());
    const large: Answer = () => new Response(new Uint8Array(TOO_LARGE).fill(0x20), { status: 401 });
    expect(await failureOf(sendThrough(decode, large))).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(decode.mock.calls.map(([, , text]) => text)).toEqual([""]);
  });

  test.each([301, 302, 303, 304, 307, 308])("a redirect (%i)", async (status) => {
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

describe("decodeByStatus", () => {
  const readRefusal = (status: number, body: JsonObject): Refusal => ({
    code: body.text("error"),
    message: `by ${status}`,
  });
  const decoded = (decode: Decode, status: number, text: string) => decode(status, new Headers(), text);

  test("returns the refusal of its reader for every reply that is not 2xx", () => {
    const decode = decodeByStatus(readRefusal);
    for (const status of [199, 300, 400, 404, 503]) {
      expect(decoded(decode, status, '{"error":"NO"}')).toEqual({
        refusal: { code: "NO", message: `by ${status}` },
      });
    }
  });

  test("returns a value for every 2xx when it has no function to find refusals", () => {
    const decode = decodeByStatus(readRefusal);
    const value = decoded(decode, 200, '{"error":"NO"}');
    expect("value" in value && value.value instanceof JsonObject).toBe(true);
    const list = decoded(decode, 299, "[1]");
    expect("value" in list && list.value instanceof JsonList).toBe(true);
  });

  test("searches every 2xx that is an object for a refusal", () => {
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
