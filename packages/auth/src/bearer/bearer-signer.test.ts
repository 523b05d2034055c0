import { isVenueError } from "@cqvx/core";
import { describe, expect, test, vi } from "vitest";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import { bearerSigner } from "./bearer-signer.ts";
import type { BearerToken, TokenRefresh } from "./token-source.ts";

const NOW = 1_767_225_600_000;
const at = (timestampMs: number) => requestWith({ timestampMs });
const headersOf = (token: string) => ({ Authorization: `Bearer ${token}` });

test("a static token is added to each request", async () => {
  const signer = bearerSigner({ token: "abc.def-ghi_~+/=" });
  expect(await signer.sign(at(NOW))).toEqual(headersOf("abc.def-ghi_~+/="));
});

test.each(["", "two words", "Bearer abc", "abc\n", " abc", "a\r\nb", "é", "a".repeat(10_000)])(
  "a static token of %j is refused at construction",
  async (token) => {
    const error = await failureOf(() => bearerSigner({ token }, CALL));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      field: "token",
      venue: "testvenue",
    });
    if (token.length > 3) expect(JSON.stringify(error)).not.toContain(`${token.trim()},`);
  },
);

test("a missing token is refused at construction", async () => {
  // @ts-expect-error a token is missing
  expect(isVenueError(await failureOf(() => bearerSigner({})), "invalidInput")).toBe(true);
});

describe("a refreshing token", () => {
  test("is requested once when it does not expire", async () => {
    const token = vi.fn(() => "forever");
    const signer = bearerSigner({ token });
    expect(await signer.sign(at(NOW))).toEqual(headersOf("forever"));
    expect(await signer.sign(at(NOW + 1e12))).toEqual(headersOf("forever"));
    expect(token.mock.calls).toEqual([[{ timestampMs: NOW }]]);
  });

  test("is kept until 5 seconds before it expires, and then requested again", async () => {
    let count = 0;
    const token: TokenRefresh = ({ timestampMs }) => ({
      token: `token-${++count}`,
      expiresAtMs: timestampMs + 60_000,
    });
    const signer = bearerSigner({ token });
    expect(await signer.sign(at(NOW))).toEqual(headersOf("token-1"));
    expect(await signer.sign(at(NOW + 55_000))).toEqual(headersOf("token-1"));
    expect(await signer.sign(at(NOW + 55_001))).toEqual(headersOf("token-2"));
  });

  test("is requested once by concurrent requests", async () => {
    const token = vi.fn(async () => "shared");
    const signer = bearerSigner({ token });
    const all = await Promise.all(Array.from({ length: 100 }, () => signer.sign(at(NOW))));
    expect(new Set(all.map((headers) => headers.Authorization))).toEqual(new Set(["Bearer shared"]));
    expect(token).toHaveBeenCalledTimes(1);
  });

  test("that fails rejects every waiting request without quoting the cause, and is tried again", async () => {
    const token = vi
      .fn<TokenRefresh>()
      .mockRejectedValueOnce(new TypeError("client_secret=hunter2"))
      .mockImplementationOnce(() => {
        throw Object.assign(new Error("hunter2"), { name: "hunter2" });
      })
      .mockResolvedValue("recovered");
    const signer = bearerSigner({ token }, CALL);
    const waiting = [failureOf(() => signer.sign(at(NOW))), failureOf(() => signer.sign(at(NOW)))];
    for (const error of await Promise.all(waiting)) {
      expect(isVenueError(error, "unavailable") && error).toMatchObject({
        code: "TOKEN_REFRESH_FAILED",
        retryable: true,
        sent: "no",
        reason: "the token function failed with TypeError",
      });
      expect(JSON.stringify(error) + (error instanceof Error ? error.stack : "")).not.toContain("hunter2");
      expect(error).not.toHaveProperty("cause");
    }
    const second = await failureOf(() => signer.sign(at(NOW)));
    expect(second).toMatchObject({ reason: "the token function failed" });
    expect(await signer.sign(at(NOW))).toEqual(headersOf("recovered"));
    expect(token).toHaveBeenCalledTimes(3);
  });

  test.each<readonly [string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["no text", { token: 7 }],
    ["two words", "Bearer hunter2"],
    ["an expiry that is no number", { token: "hunter2", expiresAtMs: Number.NaN }],
  ])("that is %s is refused without quoting it", async (_, given) => {
    // @ts-expect-error none of these is a token
    const error = await failureOf(() => bearerSigner({ token: () => given }, CALL).sign(at(NOW)));
    expect(isVenueError(error, "unavailable") && error).toMatchObject({ code: "TOKEN_REFRESH_FAILED" });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  test("that takes more than 30 seconds is abandoned by later requests, and not kept when it arrives late", async () => {
    const settle: ((token: BearerToken) => void)[] = [];
    const signer = bearerSigner({ token: () => new Promise((resolve) => settle.push(resolve)) });
    const first = signer.sign(at(NOW));
    const second = signer.sign(at(NOW + 29_999));
    expect(settle).toHaveLength(1);
    const third = signer.sign(at(NOW + 30_000));
    expect(settle).toHaveLength(2);
    settle[1]?.({ token: "new" });
    expect(await third).toEqual(headersOf("new"));
    settle[0]?.({ token: "late" });
    expect(await first).toEqual(headersOf("late"));
    expect(await second).toEqual(headersOf("late"));
    expect(await signer.sign(at(NOW + 30_001))).toEqual(headersOf("new"));
  });

  test("that expires within 5 seconds is used for its own request", async () => {
    let count = 0;
    const signer = bearerSigner({ token: () => ({ token: `t${++count}`, expiresAtMs: NOW + 1000 }) });
    expect(await signer.sign(at(NOW))).toEqual(headersOf("t1"));
    expect(await signer.sign(at(NOW))).toEqual(headersOf("t2"));
  });
});
