import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { safeText } from "./safe-text.ts";

describe("a venue's text", () => {
  test("is unchanged when it is harmless", () => {
    for (const text of ["", "Insufficient balance", "naïve “quotes” 你好 👍", "price < 5 & more"]) {
      expect(safeText(text)).toBe(text);
    }
  });

  test("becomes one line without control, bidirectional or invisible characters", () => {
    expect(safeText("a\r\nb\tc\u0000d\u001b[31me\u007ff\u0085g")).toBe("a b c d [31me f g");
    expect(safeText("a\u202eb\u2066c\u200bd\ufeffe\u2028f\u2029g\ud800h")).toBe("a b c d e f g h");
    expect(safeText("  \n padded \u202e ")).toBe("padded");
  });

  test("is cut to 200 characters", () => {
    expect(safeText("x".repeat(200))).toBe("x".repeat(200));
    expect(safeText("x".repeat(201))).toBe(`${"x".repeat(199)}…`);
    expect(safeText("x".repeat(50), [], 10)).toBe(`${"x".repeat(9)}…`);
  });

  test("is cut between characters, not within one", () => {
    for (const before of ["", "a"]) {
      for (const count of [150, 500]) {
        const safe = safeText(before + "👍".repeat(count));
        expect(safe).not.toMatch(/\p{Cs}/u);
        expect(safe).toMatch(/^a?(?:👍){98,99}…$/u);
      }
    }
  });

  test("always becomes well-formed text of one line and at most 200 characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => {
        const safe = safeText(text);
        expect(safe.length).toBeLessThanOrEqual(200);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      SEEDED,
    );
  });
});

describe("a secret of the request", () => {
  const secret = "0123456789abcdef".repeat(4);

  test("is redacted at each place that echoes it", () => {
    expect(safeText(`bad signature ${secret}, got "${secret}"`, [secret])).toBe(
      'bad signature [redacted], got "[redacted]"',
    );
  });

  test("is redacted in text of any length", () => {
    for (const padding of [0, 1, 199, 700, 760, 790, 799, 800, 5000]) {
      for (const repeats of [1, 12, 13]) {
        const safe = safeText("x".repeat(padding) + secret.repeat(repeats), [secret]);
        expect(safe).not.toContain("01234");
      }
    }
  });

  test("is not redacted when it is empty or as short as an everyday word", () => {
    expect(safeText("the id is abc", ["abc", ""])).toBe("the id is abc");
  });

  test("is also recognised by its form, such as a token or a private key", () => {
    const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl";
    expect(safeText(`token ${jwt} expired`)).toBe("token [redacted] expired");
    expect(safeText("got Bearer abc.def-123, sorry")).toBe("got [redacted], sorry");
    expect(safeText("got basic dXNlcjpwYXNz")).toBe("got [redacted]");
    const pem = ["-----BEGIN EC PRIVATE KEY", "-----\nAAAA\n-----END EC PRIVATE KEY", "-----"].join("");
    expect(safeText(`key ${pem} is wrong`)).toBe("key [redacted] is wrong");
    expect(safeText(pem.slice(0, 40))).toBe("[redacted]");
  });
});
