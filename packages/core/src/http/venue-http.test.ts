import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { VenueError } from "../errors/venue-error.ts";
import {
  CANCEL_ORDER,
  CLIENT_ORDER_ID,
  createTestClient,
  GET_ACCOUNTS,
  GET_TIME,
  PLACE_ORDER,
} from "../testdata/clients/test-client.ts";
import { START_MS } from "../testdata/clocks/manual-clock.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import { RefusedReply } from "./reply/refused-reply.ts";

describe("the signed data equals the sent data", () => {
  test("for a request with a query", async () => {
    const signer = countingSigner();
    const { fetch, sent } = scriptFetch(reply(200));
    await createTestClient({ fetch, config: { signer, baseUrl: "https://api.example.com:8443" } }).send(
      GET_ACCOUNTS,
    );
    const [signed] = signer.requests;
    const [request] = sent;
    expect(request?.url.href).toBe("https://api.example.com:8443/api/v1/accounts?limit=2&cursor=a+b%26c");
    expect(signed).toMatchObject({
      method: request?.method,
      host: request?.url.host,
      path: request?.url.pathname,
      query: request?.url.search,
      body: "",
      timestampMs: START_MS,
    });
    expect(signed?.randomBytes(16)).toEqual(new Uint8Array(16));
    expect(request?.body).toBeUndefined();
  });

  test("for a request with a body, which is serialized once", async () => {
    let serialized = 0;
    const body = {
      toJSON: () => {
        serialized += 1;
        return { serialized, note: "naïve “quotes”" };
      },
    };
    const signer = countingSigner();
    const { fetch, sent } = scriptFetch(reply(200));
    await createTestClient({ fetch, config: { signer } }).send({ ...PLACE_ORDER, body });
    expect(signer.requests[0]?.body).toBe('{"serialized":1,"note":"naïve “quotes”"}');
    expect(sent[0]?.body).toBe(signer.requests[0]?.body);
    expect(signer.requests[0]).toMatchObject({ method: "POST", path: "/api/v1/orders", query: "" });
    expect(serialized).toBe(1);
  });

  test("for every request, each with a new signature", async () => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    await client.send(GET_ACCOUNTS);
    await client.clock.advance(5_000);
    await client.send(GET_ACCOUNTS);
    expect(sent.map(({ headers }) => headers.get("x-signature"))).toEqual([
      "signature-number-1",
      "signature-number-2",
    ]);
  });
});

describe("the headers", () => {
  test("are those of JSON, the request and the signature", async () => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch });
    await client.send({ ...PLACE_ORDER, headers: { "x-idempotence-id": "id-1" } });
    await client.send(GET_ACCOUNTS);
    expect([...(sent[0]?.headers ?? [])]).toEqual([
      ["accept", "application/json"],
      ["content-type", "application/json"],
      ["x-idempotence-id", "id-1"],
      ["x-signature", "signature-number-1"],
    ]);
    expect([...(sent[1]?.headers ?? [])]).toEqual([
      ["accept", "application/json"],
      ["x-signature", "signature-number-2"],
    ]);
  });

  test("are sent without cookies, and redirects are not followed", async () => {
    const { fetch, sent } = scriptFetch(reply(200));
    await createTestClient({ fetch }).send(GET_TIME);
    expect(sent[0]?.init).toMatchObject({ redirect: "manual", credentials: "omit" });
  });
});

describe("a reply", () => {
  test("is read together with its time and its latency", async () => {
    const { fetch } = scriptFetch(async () => {
      await client.clock.advance(30);
      return new Response('{"price":0.10}');
    });
    const client = createTestClient({ fetch });
    const read = await client.send({
      ...GET_TIME,
      read: (body, { atMs, latencyMs }) => [body.decimal("price"), atMs, latencyMs],
    });
    expect(read).toEqual(["0.10", START_MS + 30, 30]);
  });

  test("to several orders gives an error for each part, without the secrets of the request", async () => {
    const echo: Answer = ({ headers }) => Response.json({ word: `NO\n${[...headers].flat().join(" ")}` });
    const client = createTestClient({
      fetch: scriptFetch(echo).fetch,
      config: { signer: countingSigner({ "x-key": "canary-key-1" }) },
    });
    const errors = await client.send({
      ...CANCEL_ORDER,
      read: (body, { errorOf }) => [
        errorOf(() => {}),
        errorOf(() => {
          const message = body.requiredText("word");
          throw new RefusedReply({ code: 7, message, kind: "rejected", notExecuted: true });
        }),
        errorOf(() => void body.requiredText("fate")),
      ],
    });
    expect(errors).toMatchObject([
      undefined,
      { kind: "rejected", code: "7", sent: "yes", reason: expect.stringMatching(/^NO .*\[redacted\]/) },
      { kind: "outcomeUnknown", code: "MALFORMED", sent: "yes" },
    ]);
    expect(JSON.stringify(errors)).not.toContain("canary-key-1");
  });

  test("with any status causes no retry when retries are off", async () => {
    for (const request of [GET_TIME, GET_ACCOUNTS, PLACE_ORDER, CANCEL_ORDER]) {
      for (const status of [408, 429, 500, 503]) {
        const { fetch, sent } = scriptFetch(reply(status, {}, { "retry-after": "0" }));
        await failureOf(createTestClient({ fetch }).send(request));
        expect(sent).toHaveLength(1);
      }
    }
  });

  test("that a reader refuses gives the reader's error with the request id", async () => {
    const { fetch } = scriptFetch(reply(200, {}, { "x-request-id": "r-1" }));
    const read = (): never => {
      throw new VenueError({
        kind: "rejected",
        venue: "v",
        operation: "o",
        reason: "no",
        code: "NO",
        sent: "yes",
      });
    };
    const client = createTestClient({ fetch });
    expect(await failureOf(client.send({ ...PLACE_ORDER, read }))).toMatchObject({
      message: "[v o] rejected NO: no",
      sent: "yes",
      requestId: "r-1",
    });
  });

  test("that a reader cannot read is malformed, and leaves the outcome of an order unknown", async () => {
    const { fetch } = scriptFetch(reply(200));
    const read = (): never => {
      throw new MalformedReply("order.id is missing", "SOME_CODE");
    };
    const client = createTestClient({ fetch });
    expect(await failureOf(client.send({ ...GET_ACCOUNTS, read }))).toMatchObject({
      kind: "malformed",
      code: "SOME_CODE",
      reason: "order.id is missing",
      sent: "yes",
      retryable: false,
    });
    expect(await failureOf(client.send({ ...PLACE_ORDER, read }))).toMatchObject({
      kind: "outcomeUnknown",
      clientOrderId: CLIENT_ORDER_ID,
      sent: "yes",
      retryable: false,
    });
  });

  test("on which a reader throws is malformed, and the venue is not unavailable", async () => {
    const { fetch } = scriptFetch(reply(200));
    const read = (): never => {
      throw new TypeError("canaryvalue is not a function");
    };
    const client = createTestClient({ fetch });
    const error = await failureOf(client.send({ ...GET_ACCOUNTS, read }));
    expect(error).toMatchObject({ kind: "malformed", retryable: false, sent: "yes" });
    expect(error.message).not.toContain("canaryvalue");
    expect(await failureOf(client.send({ ...PLACE_ORDER, read }))).toMatchObject({
      kind: "outcomeUnknown",
      retryable: false,
      sent: "yes",
    });
  });
});

describe("the request id of the venue", () => {
  test.each([
    ["req-1.2:3_a", "req-1.2:3_a"],
    ["a".repeat(128), "a".repeat(128)],
    ["a".repeat(129), undefined],
    ["has space", undefined],
    ["<script>", undefined],
    ["", undefined],
    ["signature-number-1", undefined],
  ])("is kept only when it is plain text without a secret: %.30j", async (header, requestId) => {
    const { fetch } = scriptFetch(reply(500, {}, { "x-request-id": header }));
    expect((await failureOf(createTestClient({ fetch }).send(GET_ACCOUNTS))).requestId).toBe(requestId);
  });
});

describe("the log", () => {
  test("has only unknown outcomes as errors and unreadable replies as warnings, as plain data", async () => {
    const { fetch } = scriptFetch(reply(503), reply(200, "<html>"), reply(400), reply(200));
    const client = createTestClient({ fetch });
    const unknown = await failureOf(client.send(PLACE_ORDER));
    const malformed = await failureOf(client.send(GET_ACCOUNTS));
    await failureOf(client.send(PLACE_ORDER));
    await client.send(PLACE_ORDER);
    expect(client.logged).toEqual([
      { level: "error", fields: { error: unknown.toJSON() }, message: "an outcome is unknown" },
      { level: "warn", fields: { error: malformed.toJSON() }, message: "a reply could not be read" },
    ]);
  });

  test("does not make a call fail when the logger throws", async () => {
    const fail = (): never => {
      throw new Error("disk full");
    };
    const { fetch } = scriptFetch(reply(503));
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    const client = createTestClient({ fetch, logger });
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({ kind: "outcomeUnknown" });
  });
});
