import { describe, expect, test, vi } from "vitest";
import type { Signer, SigningFrame, SigningRequest } from "../../contract/signer.ts";
import { VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import {
  CALL,
  createTestClient,
  GET_ACCOUNTS,
  GET_TIME,
  PLACE_ORDER,
} from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { reply, scriptFetch } from "../../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../../testdata/signers/counting-signer.ts";
import { createSignerSource, type SignerSource } from "./signer-source.ts";

const OPERATION = { venue: "testvenue", operation: "getBalance" };

const REQUEST: SigningRequest = {
  method: "GET",
  host: "api.example.com",
  path: "/",
  query: "",
  body: "",
  timestampMs: 0,
  randomBytes: (length) => new Uint8Array(length),
};

/** A transient failure in this process, before the request is sent. */
const FAILED = { kind: "unavailable", code: "SIGNING_FAILED", retryable: true, sent: "no" } as const;

/** A signature that cannot be sent. A retry does not help. */
const INVALID = {
  kind: "invalidInput",
  code: "INVALID_SIGNATURE",
  field: "signer",
  retryable: false,
  sent: "no",
} as const;

/** Creates a source whose signature is the key itself. */
function sourceOf(credentials: string | (() => string | Promise<string>)): SignerSource {
  const source = createSignerSource({ credentials }, (key) => ({ sign: () => ({ "x-key": key }) }), CALL);
  if (source === undefined) throw new Error("no source");
  return source;
}

function sourceWith(sign: Signer["sign"]): SignerSource {
  const source = createSignerSource({ signer: { sign } }, () => ({ sign }), CALL);
  if (source === undefined) throw new Error("no source");
  return source;
}

describe("a signer source", () => {
  test("is undefined without credentials and a signer", () => {
    expect(createSignerSource({}, () => countingSigner(), CALL)).toBeUndefined();
  });

  test("creates one signer from fixed credentials", async () => {
    const toSigner = vi.fn((key: string) => ({ sign: () => ({ "x-key": key }) }));
    const source = createSignerSource({ credentials: "key-1" }, toSigner, CALL);
    expect(await source?.sign(REQUEST, OPERATION)).toEqual({ "x-key": "key-1" });
    source?.refused();
    expect(await source?.sign(REQUEST, OPERATION)).toEqual({ "x-key": "key-1" });
    expect(toSigner).toHaveBeenCalledTimes(1);
  });

  test.each<readonly [string, () => unknown, number]>([
    ["equal fields", () => ({ key: "k", secret: "s" }), 1],
    ["the same text", () => "key", 1],
    [
      "another field",
      (() => {
        let round = 0;
        return () => ({ key: "k", secret: `s${round++}` });
      })(),
      3,
    ],
  ])(
    "requests credentials again after a refusal, and keeps the signer and its nonces for equal ones (%s)",
    async (_name, ask, signers) => {
      const asked = vi.fn(ask);
      const toSigner = vi.fn((): Signer => ({ sign: () => ({ "x-key": "k" }) }));
      const source = createSignerSource<unknown>({ credentials: asked }, toSigner, CALL);
      for (const _round of [1, 2, 3]) {
        await source?.sign(REQUEST, OPERATION);
        source?.refused();
      }
      expect(asked).toHaveBeenCalledTimes(3);
      expect(toSigner).toHaveBeenCalledTimes(signers);
    },
  );

  test("passes the request to the signer unchanged", async () => {
    const signer = countingSigner();
    const source = createSignerSource({ signer }, () => signer, CALL);
    await source?.sign(REQUEST, OPERATION);
    source?.refused();
    expect(signer.requests).toEqual([REQUEST]);
  });

  test("is refused with both credentials and a signer, or with an invalid signer", async () => {
    const both = { credentials: "key", signer: countingSigner() };
    expect(await failureOf(() => createSignerSource(both, () => countingSigner(), CALL))).toMatchObject({
      kind: "invalidInput",
      field: "signer",
      sent: "no",
    });
    const sign = (): Record<string, string> => ({});
    for (const signer of [null, {}, { sign: "yes" }, { sign, signFrame: "yes" }, { sign, signFrame: null }]) {
      const config = { signer: signer as unknown as Signer };
      expect(await failureOf(() => createSignerSource(config, () => countingSigner(), CALL))).toMatchObject({
        kind: "invalidInput",
        field: "signer",
      });
    }
  });
});

describe("a credentials function", () => {
  test("is not called before the first signature, and then once for all signatures", async () => {
    const ask = vi.fn(async () => "key-1");
    const source = sourceOf(ask);
    expect(ask).not.toHaveBeenCalled();
    await Promise.all(Array.from({ length: 20 }, () => source.sign(REQUEST, OPERATION)));
    await source.sign(REQUEST, OPERATION);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("is called again after a 401, and the next call uses its new result", async () => {
    let key = 1;
    const { fetch, sent } = scriptFetch(reply(401), reply(200));
    const client = createTestClient({ fetch, config: { credentials: () => `key-number-${key++}` } });
    expect(await failureOf(client.send(GET_ACCOUNTS))).toMatchObject({ kind: "unauthorized" });
    await client.send(GET_ACCOUNTS);
    await client.send(GET_ACCOUNTS);
    expect(sent.map(({ headers }) => headers.get("x-key"))).toEqual([
      "key-number-1",
      "key-number-2",
      "key-number-2",
    ]);
  });

  test("is not called again after other refusals, or after a 401 to an unsigned request", async () => {
    const ask = vi.fn(() => "key-number-1");
    const { fetch } = scriptFetch(reply(200), reply(403), reply(400), reply(500), reply(401), reply(200));
    const client = createTestClient({ fetch, config: { credentials: ask } });
    await client.send(GET_ACCOUNTS);
    for (let count = 0; count < 3; count++) await failureOf(client.send(GET_ACCOUNTS));
    await failureOf(client.send(GET_TIME));
    await client.send(GET_ACCOUNTS);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("is called again after it throws, and its error is not exposed", async () => {
    const ask = vi
      .fn(() => "key-1")
      .mockImplementationOnce(() => {
        throw new Error("vault says canaryvalue");
      });
    const source = sourceOf(ask);
    const failures = await Promise.all([1, 2].map(() => failureOf(source.sign(REQUEST, OPERATION))));
    for (const error of failures) {
      expect(error).toMatchObject({ ...FAILED, ...OPERATION });
      expect(everythingOf(error)).not.toContain("canaryvalue");
    }
    expect(await source.sign(REQUEST, OPERATION)).toEqual({ "x-key": "key-1" });
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe("a signer that fails", () => {
  test("never exposes its own error, which may quote a key", async () => {
    for (const thrown of [
      new Error("canaryvalue"),
      "canaryvalue",
      { canaryvalue: "canaryvalue" },
      undefined,
    ]) {
      const source = sourceWith(() => {
        throw thrown;
      });
      const error = await failureOf(source.sign(REQUEST, OPERATION));
      expect(error).toMatchObject(FAILED);
      expect(everythingOf(error)).not.toContain("canaryvalue");
    }
  });

  test("may throw a VenueError, which becomes an error of this call", async () => {
    const reason = "the key has expired";
    const source = sourceWith(async () => {
      throw new VenueError({
        kind: "unauthorized",
        venue: "auth",
        operation: "sign",
        code: "EXPIRED",
        reason,
      });
    });
    expect(await failureOf(source.sign(REQUEST, OPERATION))).toMatchObject({
      ...OPERATION,
      code: "EXPIRED",
      reason,
    });
  });

  test("never reports the request as sent, even if its own error says so", async () => {
    const fields = { venue: "vault", operation: "sign", reason: "r", sent: "yes" } as const;
    const failing = (kind: VenueErrorKind) =>
      sourceWith(() => {
        throw new VenueError({ ...fields, kind });
      });
    const unavailable = await failureOf(failing("unavailable").sign(REQUEST, OPERATION));
    expect(unavailable).toMatchObject({ kind: "unavailable", sent: "no" });
    for (const kind of ["outcomeUnknown", "rejected"] as const) {
      const error = await failureOf(failing(kind).sign(REQUEST, OPERATION));
      expect(error).toMatchObject(FAILED);
    }
  });

  test.each<readonly [string, unknown]>([
    ["a line break in a value", { "x-key": "canaryvalue\r\nX-Evil: 1" }],
    ["a line break at the end", { "x-key": "canaryvalue\n" }],
    ["a value outside ASCII", { "x-key": "canaryvalueé" }],
    ["an empty value", { "x-key": "" }],
    ["a padded value", { "x-key": " canaryvalue" }],
    ["a value that is a number", { "x-key": 5 }],
    ["a value that is missing", { "x-key": undefined }],
    ["a name with a colon", { "x-key: canaryvalue": "1" }],
    ["an empty name", { "": "canaryvalue" }],
    ["no headers", undefined],
    ["null", null],
    ["text", "canaryvalue"],
  ])("by returning %s is refused, and nothing is sent", async (_case, headers) => {
    const { fetch, sent } = scriptFetch(reply(200));
    const signer = { sign: () => headers as Readonly<Record<string, string>> };
    const client = createTestClient({ fetch, config: { signer } });
    const error = await failureOf(client.send(PLACE_ORDER));
    expect(error).toMatchObject(INVALID);
    expect(everythingOf(error)).not.toContain("canaryvalue");
    expect(sent).toHaveLength(0);
  });
});

describe("a frame", () => {
  const FRAME: SigningFrame = {
    action: "subscribe",
    host: "user",
    path: "",
    channel: "user",
    products: ["BTC-USD"],
    timestampMs: 0,
    randomBytes: (length) => new Uint8Array(length),
  };

  type SignFrame = NonNullable<Signer["signFrame"]>;

  function sourceWithFrames(signFrame?: SignFrame): SignerSource {
    const signer = { sign: () => ({}), ...(signFrame && { signFrame }) };
    const source = createSignerSource({ signer }, () => signer, CALL);
    if (source === undefined) throw new Error("no source");
    return source;
  }

  test("is passed to the signer unchanged, and the signer's fields are returned", async () => {
    const fields = {
      jwt: "token",
      api_key_id: "id",
      apiKey: "key",
      timestamp: 5,
      empty: "",
      spaced: " a b ",
    };
    const sign = vi.fn<SignFrame>(() => fields);
    const source = sourceWithFrames(sign);
    expect(await source.signFrame(FRAME, OPERATION)).toEqual(fields);
    expect(sign.mock.calls).toEqual([[FRAME]]);
  });

  test("is signed by a method of the signer, which may use its `this`", async () => {
    class KeyHolder implements Signer {
      readonly #key = "key-number-1";
      sign(): Record<string, string> {
        return {};
      }
      signFrame(): Record<string, string> {
        return { jwt: this.#key };
      }
    }
    const source = createSignerSource({ signer: new KeyHolder() }, () => new KeyHolder(), CALL);
    expect(await source?.signFrame(FRAME, OPERATION)).toEqual({ jwt: "key-number-1" });
  });

  test("is not signed by a signer without signFrame", async () => {
    expect(await sourceWithFrames().signFrame(FRAME, OPERATION)).toBeUndefined();
  });

  test("is signed with credentials that are requested again after a refusal", async () => {
    let key = 1;
    const ask = vi.fn(() => `key-number-${key++}`);
    const toSigner = (jwt: string): Signer => ({ sign: () => ({}), signFrame: () => ({ jwt }) });
    const source = createSignerSource({ credentials: ask }, toSigner, CALL);
    const sign = async () => (await source?.signFrame(FRAME, OPERATION))?.jwt;
    expect(await Promise.all([sign(), sign()])).toEqual(["key-number-1", "key-number-1"]);
    source?.refused();
    expect([await sign(), await sign()]).toEqual(["key-number-2", "key-number-2"]);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test("fails without the reason when its credentials function throws, and calls it again the next time", async () => {
    const ask = vi
      .fn(() => "key")
      .mockImplementationOnce(() => {
        throw new Error("vault says canaryvalue");
      });
    const toSigner = (jwt: string): Signer => ({ sign: () => ({}), signFrame: () => ({ jwt }) });
    const source = createSignerSource({ credentials: ask }, toSigner, CALL);
    if (source === undefined) throw new Error("no source");
    const error = await failureOf(source.signFrame(FRAME, OPERATION));
    expect(error).toMatchObject({ ...FAILED, ...OPERATION });
    expect(everythingOf(error)).not.toContain("canaryvalue");
    expect(await source.signFrame(FRAME, OPERATION)).toEqual({ jwt: "key" });
  });

  test("never exposes the error of a signer that throws or rejects, unless it is a VenueError", async () => {
    for (const thrown of [new Error("canaryvalue"), "canaryvalue", { canaryvalue: 1 }, undefined]) {
      const fail = (): never => {
        throw thrown;
      };
      for (const sign of [fail, async () => fail()]) {
        const error = await failureOf(sourceWithFrames(sign).signFrame(FRAME, OPERATION));
        expect(error).toMatchObject({ ...FAILED, ...OPERATION });
        expect(everythingOf(error)).not.toContain("canaryvalue");
      }
    }
    const expired = sourceWithFrames(() => {
      throw new VenueError({
        kind: "unauthorized",
        venue: "auth",
        operation: "sign",
        code: "EXPIRED",
        reason: "r",
      });
    });
    expect(await failureOf(expired.signFrame(FRAME, OPERATION))).toMatchObject({
      code: "EXPIRED",
      ...OPERATION,
    });
  });

  test.each<readonly [string, unknown]>([
    ["a line break in a value", { jwt: "canaryvalue\r\n" }],
    ["a value outside ASCII", { jwt: "canaryvalueé" }],
    ["a value that is too long", { jwt: "canaryvalue".repeat(1_000) }],
    ["a value that is not a finite number", { jwt: Number.NaN }],
    ["a value that is missing", { jwt: undefined }],
    ["a value that is an object", { jwt: { canaryvalue: "canaryvalue" } }],
    ["a name that does not start with a letter", { __proto: "canaryvalue" }],
    ["a name with a quote", { 'j"wt': "canaryvalue" }],
    ["an empty name", { "": "canaryvalue" }],
    ["a list", ["canaryvalue"]],
    ["nothing", undefined],
    ["null", null],
    ["text", "canaryvalue"],
  ])("signed with %s is refused", async (_case, fields) => {
    const source = sourceWithFrames(() => fields as Readonly<Record<string, string>>);
    const error = await failureOf(source.signFrame(FRAME, OPERATION));
    expect(error).toMatchObject({ ...INVALID, ...OPERATION });
    expect(everythingOf(error)).not.toContain("canaryvalue");
  });
});

describe("public requests", () => {
  test("are never signed", async () => {
    const signer = countingSigner();
    const { fetch, sent } = scriptFetch(reply(200));
    await createTestClient({ fetch, config: { signer } }).send(GET_TIME);
    expect(signer.requests).toHaveLength(0);
    expect(sent[0]?.headers.has("x-signature")).toBe(false);
  });

  test("are the only requests that a client without credentials can send", async () => {
    const { fetch, sent } = scriptFetch(reply(200));
    const client = createTestClient({ fetch, config: {} });
    expect(client.connection.http.canSign).toBe(false);
    expect(await client.send(GET_TIME)).toBe("read");
    const error = await failureOf(client.send(PLACE_ORDER));
    expect(error).toMatchObject({ kind: "unauthorized", code: "NO_CREDENTIALS", sent: "no" });
    expect(sent).toHaveLength(1);
  });
});
