/** The body and the method of a request, as signed and as sent. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTestClient, GET_ACCOUNTS, PLACE_ORDER } from "../testdata/clients/test-client.ts";
import { startServer } from "../testdata/network/loopback-server.ts";
import { reply, scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import { jsonNumber } from "../values/exact-json.ts";

/** Sends a body. Returns the signed text and the sent text. */
async function bodiesOf(body: Readonly<Record<string, unknown>>) {
  const signer = countingSigner();
  const { fetch, sent } = scriptFetch(reply(200));
  await createTestClient({ fetch, config: { signer } }).send({ ...PLACE_ORDER, body });
  return { signed: signer.requests[0]?.body, sent: sent[0]?.body };
}

test("a jsonNumber is signed and sent as a number with exactly its digits", async () => {
  const { signed, sent } = await bodiesOf({
    quantity: jsonNumber("0.10"),
    price: jsonNumber("12345678901234567890.123456789012345678"),
    legs: [{ ratio: jsonNumber("1.0") }, jsonNumber("-0.00000001")],
    side: "buy",
    none: undefined,
  });
  expect(sent).toBe(
    '{"quantity":0.10,"price":12345678901234567890.123456789012345678,"legs":[{"ratio":1.0},-0.00000001],"side":"buy"}',
  );
  expect(signed).toBe(sent);
});

test("the sent body equals the signed body and has all digits of any decimal", async () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 18 });
  const decimal = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), digits)
    .map(([whole, fraction]) => `${whole}.${fraction}`);
  await fc.assert(
    fc.asyncProperty(decimal, fc.string(), async (price, note) => {
      const { signed, sent } = await bodiesOf({ price: jsonNumber(price), note });
      expect(sent).toBe(`{"price":${price},"note":${JSON.stringify(note)}}`);
      expect(signed).toBe(sent);
    }),
    { ...SEEDED, numRuns: 100 },
  );
});

test.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)(
  "the method %s is signed and sent",
  async (method) => {
    const signer = countingSigner();
    const { fetch, sent } = scriptFetch(reply(200));
    await createTestClient({ fetch, config: { signer } }).send({ ...GET_ACCOUNTS, method });
    expect(sent[0]?.method).toBe(method);
    expect(signer.requests[0]?.method).toBe(method);
  },
);

test.each(["PUT", "PATCH", "DELETE"] as const)(
  "a %s reaches a server with its complete body",
  async (method) => {
    const seen: unknown[] = [];
    await using server = await startServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      request.on("end", () => {
        seen.push([request.method, request.headers["content-type"], body]);
        response.end("{}");
      });
    });
    const config = { signer: countingSigner(), baseUrl: server.origin };
    const body = { price: jsonNumber("0.10") };
    expect(await createTestClient({ config }).send({ ...PLACE_ORDER, method, body })).toBe("read");
    expect(seen).toEqual([[method, "application/json", '{"price":0.10}']]);
  },
);

test("a request without a method and a body is a GET without a body", async () => {
  const signer = countingSigner();
  const { fetch, sent } = scriptFetch(reply(200));
  const { method: _method, ...request } = GET_ACCOUNTS;
  await createTestClient({ fetch, config: { signer } }).send(request);
  expect(sent[0]).toMatchObject({ method: "GET", body: undefined });
  expect(signer.requests[0]).toMatchObject({ method: "GET", body: "" });
});
