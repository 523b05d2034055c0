import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import {
  CALL,
  createTestClient,
  PLACE_ORDER,
  requestWith,
  type TestClientOptions,
} from "../testdata/clients/test-client.ts";
import { everythingOf } from "../testdata/everything-of.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { closedOrigin, startServer } from "../testdata/network/loopback-server.ts";
import { type Answer, failure, reply, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";

const KEY = "canary-key-7f3a";
const SIGNATURE = "c4na7y51gna7ure00112233445566778899aabbccddeeff";
const TOKEN = "canary.token-opaque_0099";
const BODY = "canary-body-55";
const QUERY = "canary-query-66";

/** The headers that authenticate a request. */
const SIGNED = { "x-key": KEY, "x-signature": SIGNATURE, authorization: `Bearer ${TOKEN}` };
const SECRETS = [KEY, SIGNATURE, TOKEN, Buffer.from(KEY).toString("base64"), encodeURIComponent(TOKEN)];

const REQUESTS = [undefined, "order", "cancel"].map((effect) => ({
  ...requestWith(effect as "order" | "cancel" | undefined),
  method: "POST" as const,
  body: { note: BODY },
  query: { q: QUERY },
}));

/** Returns all text of the error and of the client's log, for each kind of effect. */
async function errorsAndLogs(
  options: Pick<TestClientOptions, "fetch"> & { readonly baseUrl?: string },
): Promise<string> {
  const { fetch, baseUrl } = options;
  const texts = REQUESTS.map(async (request) => {
    const config = { signer: { sign: () => SIGNED }, baseUrl };
    const client = createTestClient({ ...(fetch && { fetch }), config });
    const error = await failureOf(client.send(request));
    return `${everythingOf(error)}\n${inspect(client.logged, { depth: 20, showHidden: true })}\n${JSON.stringify(client.logged)}`;
  });
  return (await Promise.all(texts)).join("\n");
}

function expectNone(text: string, canaries: readonly string[]): void {
  for (const canary of canaries) expect(text).not.toContain(canary);
}

describe("errors and logs contain nothing of the request", () => {
  const answers: readonly (readonly [string, Answer])[] = [
    ["a refusal", reply(400, { code: "BAD", message: "no" })],
    ["an outage", reply(503)],
    ["a redirect", reply(302, "", { location: `https://evil.example/?${QUERY}&k=${KEY}` })],
    ["an unreadable reply", reply(200, `<html>${KEY}${BODY}</html>`)],
    ["a failed fetch that quotes the request", failure(new Error(`${KEY} ${SIGNATURE} ${BODY} ${QUERY}`))],
    [
      "a failed fetch that carries the request",
      (request) =>
        Promise.reject(Object.assign(new TypeError("fetch failed"), { request, options: request.init })),
    ],
    ["a fetch that rejects with the request", (request) => Promise.reject(request)],
    ["a failure whose code quotes the request", failure({ code: KEY, syscall: SIGNATURE })],
  ];

  test.each(answers)("after %s", async (_name, answer) => {
    const { fetch } = scriptFetch(answer);
    expectNone(await errorsAndLogs({ fetch }), [...SECRETS, BODY, QUERY, "/api/v1"]);
  });

  test("after a refused connection and a reset over real sockets", async () => {
    expectNone(await errorsAndLogs({ baseUrl: await closedOrigin() }), [...SECRETS, BODY, QUERY]);
    await using server = await startServer((request) => void request.socket.destroy());
    expectNone(await errorsAndLogs({ baseUrl: server.origin }), [...SECRETS, BODY, QUERY, "127.0.0.1"]);
  });

  test("after an abort with any reason", async () => {
    const { fetch, started } = scriptFetch(silence);
    const client = createTestClient({ fetch, config: { signer: { sign: () => SIGNED } } });
    const controller = new AbortController();
    const error = failureOf(client.send(PLACE_ORDER, { signal: controller.signal }));
    await started;
    controller.abort(new Error(KEY));
    expectNone(everythingOf(await error), SECRETS);
  });

  test("in a cause, because an error has none", async () => {
    const { fetch } = scriptFetch(failure(new Error("x")));
    const error = await failureOf(createTestClient({ fetch }).send(PLACE_ORDER));
    expect(error.cause).toBeUndefined();
  });
});

describe("a secret that the venue echoes is redacted", () => {
  const echoes: readonly (readonly [string, string])[] = [
    ["the signature", SIGNATURE],
    ["the key", KEY],
    ["the whole header", SIGNED.authorization],
    ["the token without its scheme", TOKEN],
    ["all headers", Object.entries(SIGNED).join("; ")],
    ["many copies of the signature", `${SIGNATURE} `.repeat(40)],
    ["the signature at the end of the quoted text", `${"x".repeat(180)}${SIGNATURE}`],
  ];

  test.each(echoes)("in the message of a refusal: %s", async (_name, echo) => {
    const { fetch } = scriptFetch(reply(401, { code: "BAD_SIGNATURE", message: `got ${echo}` }));
    const text = await errorsAndLogs({ fetch });
    expectNone(text, SECRETS);
    expect(text).not.toContain(SIGNATURE.slice(0, 12));
    expect(text).toContain("BAD_SIGNATURE");
  });

  test.each(echoes)("in a plain text refusal: %s", async (_name, echo) => {
    const { fetch } = scriptFetch(reply(400, `got ${echo}`));
    expectNone(await errorsAndLogs({ fetch }), SECRETS);
  });

  test("in its code or its request id", async () => {
    for (const secret of [SIGNATURE, KEY, TOKEN]) {
      const { fetch } = scriptFetch(reply(400, { code: secret, message: "m" }, { "x-request-id": secret }));
      expectNone(await errorsAndLogs({ fetch }), SECRETS);
    }
  });

  test("in a refusal with the status 200", async () => {
    for (const secret of [SIGNATURE, KEY, TOKEN]) {
      const { fetch } = scriptFetch(reply(200, {}));
      const client = createTestClient({ fetch, config: { signer: { sign: () => SIGNED } } });
      const read = (): never => {
        throw new VenueError({
          ...CALL,
          kind: "rejected",
          reason: `got ${secret}`,
          code: secret,
          sent: "yes",
        });
      };
      expectNone(everythingOf(await failureOf(client.send({ ...PLACE_ORDER, read }))), SECRETS);
    }
  });

  test("in the name of an unreadable field", async () => {
    const { fetch } = scriptFetch(reply(200, { [SIGNATURE]: "not a decimal" }));
    const client = createTestClient({ fetch, config: { signer: { sign: () => SIGNED } } });
    const read = PLACE_ORDER.read;
    const request = {
      ...PLACE_ORDER,
      read: (...args: Parameters<typeof read>) => args[0].keys().map((key) => args[0].decimal(key)),
    };
    expectNone(everythingOf(await failureOf(client.send(request))), SECRETS);
  });
});

test("control and bidirectional characters of a venue's message are removed", async () => {
  const message = "no\r\n\u001b[31mFAKE LOG LINE\u202e\u0000";
  const { fetch } = scriptFetch(reply(400, { message }));
  const error = await failureOf(createTestClient({ fetch }).send(PLACE_ORDER));
  expect(error.message).toBe("[testvenue testCall] rejected: no [31mFAKE LOG LINE");
});
