import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import {
  CALL,
  CLIENT_ORDER_ID,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
  type TestClient,
} from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { closedOrigin, startServer } from "../testdata/network/loopback-server.ts";
import { failure, scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { SELF_SIGNED } from "../testdata/network/self-signed.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";

/** Creates a client that uses the real fetch. */
const clientOf = (baseUrl: string): TestClient =>
  createTestClient({ config: { signer: countingSigner(), baseUrl } });

const UNKNOWN = { kind: "outcomeUnknown", retryable: false, clientOrderId: CLIENT_ORDER_ID };

/** Creates an error like those of Node. */
const fault = (code: string, more: object = {}): Error =>
  Object.assign(new Error("canaryvalue"), { code, ...more });

describe("over real sockets", () => {
  test("a round trip sends the signed bytes and reads the reply", async () => {
    const bodies: string[] = [];
    await using server = await startServer((request, response) => {
      request.setEncoding("utf8").on("data", (body: string) => {
        bodies.push(body);
        response.end('{"a":0.10}');
      });
    });
    const signer = countingSigner();
    const client = createTestClient({ config: { signer, baseUrl: server.origin } });
    expect(await client.send({ ...PLACE_ORDER, read: (reply) => reply.decimal("a") })).toBe("0.10");
    expect(bodies).toEqual([signer.requests[0]?.body]);
    expect(server.paths).toEqual(["/api/v1/orders"]);
    expect(server.origin).toContain(signer.requests[0]?.host);
  });

  test("a refused connection proves that nothing was sent, for an order too", async () => {
    const client = clientOf(await closedOrigin());
    for (const request of [GET_ACCOUNTS, PLACE_ORDER]) {
      expect(await failureOf(client.send(request))).toMatchObject({
        kind: "unavailable",
        code: "ECONNREFUSED",
        sent: "no",
        retryable: true,
      });
    }
  });

  test("a port that fetch refuses leaves the outcome of an order unknown", async () => {
    expect(await failureOf(clientOf("http://127.0.0.1:1").send(PLACE_ORDER))).toMatchObject(UNKNOWN);
  });

  test("an untrusted certificate proves that nothing was sent, and is not retryable", async () => {
    await using server = await startServer((_request, response) => void response.end("{}"), SELF_SIGNED);
    const client = clientOf(server.origin);
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({
      kind: "unavailable",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
      sent: "no",
      retryable: false,
    });
    expect(server.paths).toEqual([]);
  });

  test("a reset after the request leaves the outcome of an order unknown", async () => {
    await using server = await startServer(
      (request) => void request.on("data", () => request.socket.destroy()),
    );
    expect(await failureOf(clientOf(server.origin).send(PLACE_ORDER))).toMatchObject({
      ...UNKNOWN,
      sent: "maybe",
    });
    expect(server.paths).toEqual(["/api/v1/orders"]);
  });

  test("a reset within the reply leaves the outcome of an order unknown, and a read is retryable", async () => {
    await using server = await startServer((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"a":1', () => response.destroy());
      });
    });
    const client = clientOf(server.origin);
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({ ...UNKNOWN, sent: "yes" });
    expect(await failureOf(client.send(GET_ACCOUNTS))).toMatchObject({
      kind: "unavailable",
      sent: "yes",
      retryable: true,
    });
  });

  test("a server that does not speak HTTP leaves the outcome unknown", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await failureOf(clientOf(`http://127.0.0.1:${port}`).send(PLACE_ORDER))).toMatchObject(UNKNOWN);
    await new Promise((resolve) => server.close(resolve));
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect (%i) to another origin is not followed, and that origin sees no request",
    async (status) => {
      await using other = await startServer((_request, response) => void response.end("{}"));
      await using server = await startServer((_request, response) => {
        response.writeHead(status, { location: `${other.origin}/api/v1/orders` }).end();
      });
      const client = clientOf(server.origin);
      expect(await failureOf(client.send(GET_ACCOUNTS))).toMatchObject({
        kind: "malformed",
        code: "REDIRECT_REFUSED",
        status,
        retryable: false,
      });
      expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({ ...UNKNOWN, status });
      expect(server.paths).toHaveLength(2);
      expect(other.paths).toEqual([]);
    },
  );

  test("a small compressed reply that expands beyond the size limit is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    await using server = await startServer((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failureOf(clientOf(server.origin).send(GET_ACCOUNTS))).toMatchObject({
      kind: "malformed",
      code: "REPLY_TOO_LARGE",
    });
  });

  test("an abort ends the request at the server", async () => {
    const closed: Promise<void>[] = [];
    const controller = new AbortController();
    await using server = await startServer((request) => {
      closed.push(new Promise((resolve) => request.socket.once("close", () => resolve())));
      controller.abort();
    });
    const error = await failureOf(clientOf(server.origin).send(PLACE_ORDER, { signal: controller.signal }));
    expect(error).toMatchObject({ ...UNKNOWN, code: "ABORTED", sent: "maybe" });
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });
});

describe("a failure proves that nothing was sent", () => {
  const refused = fault("ECONNREFUSED", { syscall: "connect" });
  test.each<readonly [string, unknown]>([
    ["ENOTFOUND", fault("ENOTFOUND", { syscall: "getaddrinfo", hostname: "canaryvalue" })],
    ["ENOTFOUND", new Error("outer", { cause: new TypeError("inner", { cause: fault("ENOTFOUND") }) })],
    ["EAI_AGAIN", fault("EAI_AGAIN")],
    ["EHOSTUNREACH", fault("EHOSTUNREACH", { syscall: "connect" })],
    ["ENETUNREACH", fault("ENETUNREACH", { syscall: "connect" })],
    ["ETIMEDOUT", fault("ETIMEDOUT", { syscall: "connect" })],
    ["UND_ERR_CONNECT_TIMEOUT", fault("UND_ERR_CONNECT_TIMEOUT")],
    ["ECONNREFUSED", new AggregateError([refused, fault("ENETUNREACH", { syscall: "connect" })])],
    ["ECONNREFUSED", Object.assign(new AggregateError([refused, refused]), { code: "ECONNREFUSED" })],
  ])("with the code %s", async (code, cause) => {
    const { fetch } = scriptFetch(failure(cause));
    expect(await failureOf(createTestClient({ fetch }).send(PLACE_ORDER))).toMatchObject({
      kind: "unavailable",
      code,
      sent: "no",
      retryable: true,
    });
  });

  test.each([
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "SELF_SIGNED_CERT_IN_CHAIN",
  ])("with the code %s, and is not retryable", async (code) => {
    const { fetch } = scriptFetch(failure(fault(code)));
    expect(await failureOf(createTestClient({ fetch }).send(PLACE_ORDER))).toMatchObject({
      kind: "unavailable",
      code,
      sent: "no",
      retryable: false,
    });
  });
});

test("a VenueError that fetch throws leaves the outcome of an order unknown", async () => {
  const foreign = new VenueError({ ...CALL, kind: "rejected", reason: "canaryvalue", sent: "no" });
  const { fetch } = scriptFetch(() => Promise.reject(foreign));
  const error = await failureOf(createTestClient({ fetch }).send(PLACE_ORDER));
  expect(error).toMatchObject({ ...UNKNOWN, sent: "maybe" });
  expect(error.message).not.toContain("canaryvalue");
});

describe("the outcome of an order is unknown after", () => {
  const refused = fault("ECONNREFUSED", { syscall: "connect" });
  const circular: Error & { cause?: unknown } = new Error("circular");
  circular.cause = circular;
  test.each<readonly [string, unknown]>([
    ["a reset", fault("ECONNRESET", { syscall: "read" })],
    ["a broken pipe", fault("EPIPE", { syscall: "write" })],
    ["a socket that the other side closed", fault("UND_ERR_SOCKET")],
    ["a timeout before the headers", fault("UND_ERR_HEADERS_TIMEOUT")],
    ["a timeout while reading", fault("ETIMEDOUT", { syscall: "read" })],
    ["a TLS alert after the handshake", fault("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED")],
    ["an error without a code", new Error("canaryvalue")],
    ["a failure that is text", "canaryvalue"],
    ["a failure that is undefined", undefined],
    ["an empty AggregateError", new AggregateError([])],
    ["a circular chain of causes", circular],
    ["an invalid code", fault("canaryvalue is not a code")],
    ["a refused connection after another fault", fault("ECONNRESET", { cause: refused })],
    [
      "one refused address and one reset",
      new AggregateError([refused, fault("ECONNRESET", { syscall: "read" })]),
    ],
    [
      "one refused attempt and one without a code",
      new AggregateError([refused, new Error("socket hang up")]),
    ],
    [
      "one attempt with a bad certificate and one reset",
      new AggregateError([fault("CERT_HAS_EXPIRED"), fault("ECONNRESET")]),
    ],
  ])("%s", async (_name, cause) => {
    const { fetch } = scriptFetch(failure(cause));
    const client = createTestClient({ fetch });
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({ ...UNKNOWN, sent: "maybe" });
    const error = await failureOf(client.send(GET_ACCOUNTS));
    expect(error).toMatchObject({ kind: "unavailable", sent: "maybe", retryable: true });
    expect(error.message).not.toContain("canaryvalue");
  });

  test.each<readonly [string, () => unknown]>([
    [
      "a fetch that throws at once",
      () => {
        throw new Error("canaryvalue");
      },
    ],
    ["a fetch that returns nothing", () => undefined],
    ["a fetch that returns something else", () => ({ ok: true, status: 200 })],
  ])("%s", async (_name, fetch) => {
    const client = createTestClient({ fetch: fetch as () => Promise<Response> });
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject(UNKNOWN);
  });
});
