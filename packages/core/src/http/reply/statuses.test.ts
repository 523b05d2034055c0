import { describe, expect, test } from "vitest";
import type { VenueErrorKind } from "../../errors/venue-error.ts";
import {
  CLIENT_ORDER_ID,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
  requestWith,
} from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch } from "../../testdata/network/scripted-fetch.ts";
import type { Refusal } from "./decode.ts";

const HTML = "<html><body>502 Bad Gateway</body></html>";

/** A reply with a status that the Response constructor refuses. */
const status101: Answer = () =>
  Object.defineProperty(new Response(null, { status: 204 }), "status", { value: 101 });
const bare101: Answer = (request) =>
  Object.defineProperty(status101(request), "ok", { value: false }) as Response;

interface Meaning {
  readonly kind: VenueErrorKind;
  readonly retryable?: true;
  /** True when the status proves that an order or a cancel was not executed. */
  readonly proven: boolean;
}

const REJECTED: Meaning = { kind: "rejected", proven: true };
const UNAVAILABLE: Meaning = { kind: "unavailable", retryable: true, proven: false };
const REDIRECT: Meaning = { kind: "malformed", proven: false };

const CASES: readonly (readonly [name: string, status: number, answer: Answer, meaning: Meaning])[] = [
  ["400", 400, reply(400), REJECTED],
  ["400 without a body", 400, reply(400, ""), REJECTED],
  ["401", 401, reply(401), { kind: "unauthorized", proven: true }],
  ["403", 403, reply(403, HTML), { kind: "unauthorized", proven: true }],
  ["404", 404, reply(404), { kind: "notFound", proven: true }],
  ["408", 408, reply(408), { kind: "timeout", retryable: true, proven: false }],
  ["409 with a body", 409, reply(409, { code: "DUPLICATE" }), REJECTED],
  ["409 without a body", 409, reply(409, ""), { kind: "rejected", proven: false }],
  ["409 with a web page", 409, reply(409, HTML), { kind: "rejected", proven: false }],
  ["409 with a blank body", 409, reply(409, " \n"), { kind: "rejected", proven: false }],
  ["418", 418, reply(418), REJECTED],
  ["422", 422, reply(422), REJECTED],
  ["429", 429, reply(429), { kind: "rateLimited", retryable: true, proven: false }],
  ["500", 500, reply(500), UNAVAILABLE],
  ["502 with HTML", 502, reply(502, HTML), UNAVAILABLE],
  ["503", 503, reply(503, ""), UNAVAILABLE],
  ["504", 504, reply(504), UNAVAILABLE],
  ["599", 599, reply(599), UNAVAILABLE],
  ["301", 301, reply(301, "", { location: "https://evil.example" }), REDIRECT],
  ["302", 302, reply(302, "", { location: "https://evil.example" }), REDIRECT],
  ["304", 304, reply(304, null), REDIRECT],
  ["307", 307, reply(307, "", { location: "/elsewhere" }), REDIRECT],
  ["308", 308, reply(308, ""), REDIRECT],
  ["101", 101, bare101, REDIRECT],
];

describe("the reply to a read", () => {
  test.each(CASES)(
    "with the status %s has the kind of that status",
    async (_name, status, answer, { kind, retryable = false }) => {
      const { fetch } = scriptFetch(answer);
      expect(await failureOf(createTestClient({ fetch }).send(GET_ACCOUNTS))).toMatchObject({
        kind,
        status,
        retryable,
        sent: "yes",
      });
    },
  );
});

describe.each(["order", "cancel"] as const)("the reply to a request with the effect %s", (effect) => {
  test.each(CASES)(
    "with the status %s keeps its kind only if the status proves that nothing was executed",
    async (_name, status, answer, { kind, retryable = false, proven }) => {
      const { fetch } = scriptFetch(answer);
      const error = await failureOf(createTestClient({ fetch }).send(requestWith(effect)));
      expect(error).toMatchObject(
        proven
          ? { kind, status, retryable, sent: "yes", clientOrderId: CLIENT_ORDER_ID }
          : { kind: "outcomeUnknown", status, retryable: false, sent: "yes", clientOrderId: CLIENT_ORDER_ID },
      );
      if (!proven) expect(error.reason).toContain(`the outcome of the ${effect} is unknown`);
    },
  );
});

describe("a redirect", () => {
  test("is refused with a code and a reason of its own", async () => {
    const { fetch } = scriptFetch(reply(302, "", { location: "https://canary.example" }));
    const error = await failureOf(createTestClient({ fetch }).send(GET_ACCOUNTS));
    expect(error).toMatchObject({
      code: "REDIRECT_REFUSED",
      reason: "HTTP 302: redirects are never followed",
    });
  });
});

describe("the body of a refusal", () => {
  const failing = async (answer: Answer, refusal?: Refusal, request = PLACE_ORDER) => {
    const { fetch } = scriptFetch(answer);
    return failureOf(
      createTestClient({ fetch, ...(refusal && { readRefusal: () => refusal }) }).send(request),
    );
  };

  test("gives the code and the reason", async () => {
    expect(await failing(reply(400, { code: "INSUFFICIENT_FUND", message: "not enough USD" }))).toMatchObject(
      {
        code: "INSUFFICIENT_FUND",
        message: "[testvenue testCall] rejected INSUFFICIENT_FUND: not enough USD",
      },
    );
  });

  test("gives the reason when it is plain text, but not when it is markup or unknown JSON", async () => {
    expect(await failing(reply(400, "order size too small"))).toMatchObject({
      reason: "order size too small",
    });
    for (const body of [HTML, "[1,2]", '{"detail":"x"}', "", "  "]) {
      expect(await failing(reply(400, body))).toMatchObject({ reason: "HTTP 400" });
    }
  });

  test.each(["has space", "1digit", "a\nb", "<b>", "x".repeat(81), ""])(
    "gives no code when its text %.20j is not a valid code",
    async (code) => {
      expect("code" in (await failing(reply(400, { code, message: "m" })))).toBe(false);
    },
  );

  test("does not hide the status when its fields have an unexpected type", async () => {
    expect(await failing(reply(401, { code: { a: 1 }, message: ["x"] }))).toMatchObject({
      kind: "unauthorized",
      status: 401,
      reason: "HTTP 401",
    });
  });

  test("does not hide the status when its reader throws", async () => {
    const { fetch } = scriptFetch(reply(401));
    const readRefusal = (): never => {
      throw new TypeError("canaryvalue is not a function");
    };
    const error = await failureOf(createTestClient({ fetch, readRefusal }).send(PLACE_ORDER));
    expect(error).toMatchObject({ kind: "unauthorized", status: 401, reason: "HTTP 401" });
  });

  test("does not hide the status when it is not UTF-8 or too large", async () => {
    const latin1: Answer = () => new Response(new Uint8Array([0x65, 0xe9, 0xff]), { status: 401 });
    const endless: Answer = () => new Response(new Uint8Array(16 * 1024 * 1024 + 1), { status: 503 });
    expect(await failing(latin1)).toMatchObject({ kind: "unauthorized", status: 401, reason: "HTTP 401" });
    expect(await failing(endless, undefined, GET_ACCOUNTS)).toMatchObject({
      kind: "unavailable",
      status: 503,
      retryable: true,
    });
    const conflict: Answer = () => new Response(new Uint8Array([0xff]), { status: 409 });
    expect(await failing(conflict)).toMatchObject({ kind: "outcomeUnknown", status: 409 });
  });

  test("does not hide the status when it is truncated", async () => {
    const broken: Answer = () => {
      const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) });
      return new Response(body, { status: 401 });
    };
    expect(await failing(broken)).toMatchObject({ kind: "unauthorized", status: 401, sent: "yes" });
  });

  test("may give a more precise kind than the status", async () => {
    expect(await failing(reply(400), { kind: "notFound" })).toMatchObject({ kind: "notFound", status: 400 });
  });

  test("makes the error not retryable when its kind differs from that of the status", async () => {
    expect(await failing(reply(503), { kind: "unsupported" }, GET_ACCOUNTS)).toMatchObject({
      kind: "unsupported",
      retryable: false,
    });
  });

  test("may prove that an order was not executed, or revoke that proof", async () => {
    expect(await failing(reply(429), { notExecuted: true })).toMatchObject({
      kind: "rateLimited",
      retryable: true,
    });
    expect(await failing(reply(400), { notExecuted: false })).toMatchObject({ kind: "outcomeUnknown" });
  });
});

describe("Retry-After", () => {
  test("is reported in milliseconds, for unknown outcomes too", async () => {
    for (const request of [GET_ACCOUNTS, PLACE_ORDER]) {
      const { fetch } = scriptFetch(reply(429, {}, { "retry-after": "1.5" }));
      expect((await failureOf(createTestClient({ fetch }).send(request))).retryAfterMs).toBe(1500);
    }
  });

  test("is absent from the error when the header is missing or invalid", async () => {
    for (const headers of [{}, { "retry-after": "later" }]) {
      const { fetch } = scriptFetch(reply(429, {}, headers));
      expect("retryAfterMs" in (await failureOf(createTestClient({ fetch }).send(GET_ACCOUNTS)))).toBe(false);
    }
  });
});
