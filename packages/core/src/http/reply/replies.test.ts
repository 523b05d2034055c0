import { describe, expect, test } from "vitest";
import {
  CLIENT_ORDER_ID,
  createTestClient,
  GET_ACCOUNTS,
  PLACE_ORDER,
} from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch } from "../../testdata/network/scripted-fetch.ts";

const CAP = 16 * 1024 * 1024;

const bytes = (...chunks: readonly (readonly number[])[]): Answer => {
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk));
        controller.close();
      },
    });
  return () => new Response(stream());
};

const codesOf = (text: string): readonly number[] => [...new TextEncoder().encode(text)];

describe("an unreadable 2xx reply", () => {
  test.each<readonly [string, Answer]>([
    ["the status 204", reply(204, null)],
    ["an empty body", reply(200, "")],
    ["a blank body", reply(200, " \n ")],
    ["HTML", reply(200, "<html>maintenance</html>", { "content-type": "text/html" })],
    ["truncated JSON", reply(200, '{"order_id":"1"')],
    ["a list", reply(200, "[]")],
    ["null", reply(200, "null")],
    ["text", reply(200, '"ok"')],
    ["a number", reply(200, "5")],
    ["two objects", reply(200, "{}{}")],
    ["invalid UTF-8", bytes([...codesOf('{"a":"'), 0xff, ...codesOf('"}')])],
    ["UTF-8 that ends within a character", bytes([...codesOf('{"a":"'), 0xe2, 0x82])],
  ])("with %s is malformed, and leaves the outcome of an order unknown", async (_name, answer) => {
    const { fetch } = scriptFetch(answer);
    const client = createTestClient({ fetch });
    expect(await failureOf(client.send(GET_ACCOUNTS))).toMatchObject({
      kind: "malformed",
      sent: "yes",
      retryable: false,
    });
    expect(await failureOf(client.send(PLACE_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "MALFORMED",
      sent: "yes",
      retryable: false,
      clientOrderId: CLIENT_ORDER_ID,
    });
  });
});

describe("a readable reply", () => {
  const read = async (answer: Answer): Promise<unknown> => {
    const { fetch } = scriptFetch(answer);
    return createTestClient({ fetch }).send({ ...GET_ACCOUNTS, read: (body) => body.text("a") });
  };

  test("may have characters split between chunks, a byte order mark, and any content type", async () => {
    const euro = codesOf('{"a":"€"}');
    expect(await read(bytes(...euro.map((byte) => [byte])))).toBe("€");
    expect(await read(bytes([0xef, 0xbb, 0xbf, ...euro]))).toBe("€");
    expect(await read(reply(201, { a: "x" }, { "content-type": "text/plain" }))).toBe("x");
  });

  test("may be as large as the size limit", async () => {
    const padding = " ".repeat(CAP - '{"a":"x"}'.length);
    expect(await read(reply(200, `{"a":"x"}${padding}`))).toBe("x");
  });
});

describe("a reply over the size limit", () => {
  test("is refused when it is one byte too large", async () => {
    const { fetch } = scriptFetch(reply(200, " ".repeat(CAP + 1)));
    expect(await failureOf(createTestClient({ fetch }).send(GET_ACCOUNTS))).toMatchObject({
      kind: "malformed",
      code: "REPLY_TOO_LARGE",
    });
  });

  test("is read no further, even if it never ends", async () => {
    let pulled = 0;
    let cancelled = false;
    const chunk = new Uint8Array(1024 * 1024).fill(0x20);
    const endless: Answer = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            pulled += 1;
            controller.enqueue(chunk);
          },
          cancel: () => {
            cancelled = true;
          },
        }),
      );
    const { fetch } = scriptFetch(endless);
    const error = await failureOf(createTestClient({ fetch }).send(PLACE_ORDER));
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "REPLY_TOO_LARGE" });
    expect(pulled).toBeLessThanOrEqual(19);
    expect(cancelled).toBe(true);
  });
});
