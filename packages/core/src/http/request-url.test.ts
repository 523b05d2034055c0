import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CALL } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { TIMESTAMP, TIMESTAMP_ISO } from "../testdata/messages.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { requestUrl } from "./request-url.ts";

const ORIGIN = new URL("https://api.example.com:8443");

describe("the path", () => {
  test("consists of its segments under the origin", () => {
    const path = ["api", "v3", "orders", "11111111-2222-4333-8444-555555555555", "fills.json", "~x_y"];
    expect(requestUrl(ORIGIN, path, {}, CALL).href).toBe(`https://api.example.com:8443/${path.join("/")}`);
  });

  test.each([
    "",
    ".",
    "..",
    "...",
    ".hidden",
    "a/b",
    "/",
    "a\\b",
    "%2e%2e",
    "a%2fb",
    "a?b",
    "a#b",
    "a b",
    "a\nb",
    "ä",
  ])("with the segment %j is refused", async (segment) => {
    const error = await failureOf(() => requestUrl(ORIGIN, ["api", segment], {}, CALL));
    expect(error).toMatchObject({ kind: "invalidInput", field: "path", sent: "no" });
  });

  test("consists of exactly its segments, or is refused, for any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 6 }), { maxLength: 4 }), (path) => {
        let url: URL;
        try {
          url = requestUrl(ORIGIN, path, { q: path }, CALL);
        } catch {
          return;
        }
        expect(url.origin).toBe(ORIGIN.origin);
        expect(url.pathname).toBe(`/${path.join("/")}`);
        expect(url.hash).toBe("");
      }),
      { ...SEEDED, numRuns: 5_000 },
    );
  });
});

describe("the query", () => {
  const queryOf = (query: Parameters<typeof requestUrl>[2]) => requestUrl(ORIGIN, ["a"], query, CALL).search;

  test("is percent-encoded, repeats lists, writes times in RFC 3339 and omits undefined values", () => {
    const query = {
      limit: 5,
      cursor: "a b&c=d#e'",
      ids: ["x", "y"],
      none: [],
      start: TIMESTAMP,
      end: undefined,
    };
    expect(queryOf(query)).toBe(
      `?limit=5&cursor=a+b%26c%3Dd%23e%27&ids=x&ids=y&start=${encodeURIComponent(TIMESTAMP_ISO)}`,
    );
  });

  test("is absent when it is empty", () => {
    expect(queryOf({})).toBe("");
    expect(queryOf({ none: undefined })).toBe("");
  });

  test("decodes to the original values for any text", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })), (query) => {
        const back = requestUrl(ORIGIN, ["a"], query, CALL).searchParams;
        expect([...back]).toEqual(Object.entries(query));
      }),
      SEEDED,
    );
  });
});
