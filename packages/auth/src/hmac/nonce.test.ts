import { isVenueError } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { PROVIDERS } from "../testdata/providers.ts";
import { CALL, failureOf, requestWith } from "../testdata/requests.ts";
import type { HmacDialect } from "./hmac-dialect.ts";
import { HMAC_DIALECTS } from "./hmac-dialects.ts";
import { hmacMessageSignerOver } from "./hmac-message-signer.ts";
import { hmacSigner, hmacSignerOver } from "./hmac-signer.ts";
import { createNonce } from "./nonce.ts";

const NOW = 1_767_225_600_123;

const GROWING: HmacDialect<"secret", never> = {
  secret: { name: "secret", encoding: "utf8" },
  prehash: ["timestamp"],
  digestEncoding: "hex",
  timestampUnit: "milliseconds",
  nonce: "growing",
  headers: { signature: "X-Sign", timestamp: "X-Nonce" },
  credentialHeaders: {},
};
const credentials = { secret: "a secret of our own" };

describe("a growing nonce", () => {
  test("is the time in its unit while the clock moves", () => {
    expect(createNonce("seconds").next(NOW)).toBe("1767225600");
    expect(createNonce("milliseconds").next(NOW + 0.9)).toBe("1767225600123");
    expect(createNonce("microseconds").next(NOW)).toBe("1767225600123000");
    expect(createNonce("microseconds").next(NOW + 0.5)).toBe("1767225600123500");
  });

  test("counts on while the clock stands still", () => {
    const nonce = createNonce("seconds");
    const nonces = [NOW, NOW, NOW + 1, NOW + 2].map((timestampMs) => nonce.next(timestampMs));
    expect(nonces).toEqual(["1767225600", "1767225601", "1767225602", "1767225603"]);
  });

  test("counts on while the clock is behind it, and follows the clock again after that", () => {
    const nonce = createNonce("milliseconds");
    const times = [NOW, NOW - 60_000, Number.NaN, NOW + 2, NOW + 10];
    expect(times.map((timestampMs) => Number(nonce.next(timestampMs)) - NOW)).toEqual([0, 1, 2, 3, 10]);
  });

  test("refuses a unit that does not exist", async () => {
    // @ts-expect-error not a unit
    const error = await failureOf(() => createNonce("toString"));
    expect(isVenueError(error, "invalidInput") && error).toMatchObject({
      field: "unit",
      operation: "createNonce",
    });
  });
});

describe.each(PROVIDERS)("over $name", ({ provider }) => {
  const signMessage = hmacMessageSignerOver(provider, { dialect: GROWING, credentials }, CALL);

  test("requests at the same time get growing nonces, the same in the header and in the prehash", async () => {
    const signer = hmacSignerOver(provider, { dialect: GROWING, credentials }, CALL);
    const times = [NOW, NOW, NOW - 60_000];
    const signed = await Promise.all(times.map((timestampMs) => signer.sign(requestWith({ timestampMs }))));
    expect(signed.map((headers) => headers["X-Nonce"])).toEqual([`${NOW}`, `${NOW + 1}`, `${NOW + 2}`]);
    for (const headers of signed) {
      expect(headers["X-Sign"]).toBe(await signMessage(headers["X-Nonce"] ?? ""));
    }
  });

  test("two signers have nonces of their own", async () => {
    for (const _ of ["first", "second"]) {
      const signer = hmacSignerOver(provider, { dialect: GROWING, credentials }, CALL);
      expect(await signer.sign(requestWith())).toMatchObject({ "X-Nonce": `${NOW}` });
    }
  });

  test("a shared nonce grows over both requests and frames", async () => {
    const nonce = createNonce("milliseconds");
    const signer = hmacSignerOver(provider, { dialect: GROWING, credentials, nonce }, CALL);
    const first = nonce.next(NOW);
    const request = await signer.sign(requestWith());
    const second = nonce.next(NOW);
    expect([first, request["X-Nonce"], second]).toEqual([`${NOW}`, `${NOW + 1}`, `${NOW + 2}`]);
  });

  test("only a signer with a growing nonce has inOrder", () => {
    const { nonce: _, ...plain } = GROWING;
    const inOrder = (dialect: HmacDialect<"secret", never>) =>
      hmacSignerOver(provider, { dialect, credentials }, CALL).inOrder;
    expect(inOrder(GROWING)).toBe(true);
    expect(inOrder({ ...plain, nonce: "timestamp" })).toBeUndefined();
    expect(inOrder(plain)).toBeUndefined();
  });

  test("without a growing nonce, the timestamp is sent unchanged", async () => {
    const dialect: HmacDialect<"secret", never> = {
      ...GROWING,
      nonce: "timestamp",
      timestampUnit: "microseconds",
    };
    const signer = hmacSignerOver(provider, { dialect, credentials }, CALL);
    for (const timestampMs of [NOW, NOW, NOW - 1]) {
      expect(await signer.sign(requestWith({ timestampMs }))).toMatchObject({
        "X-Nonce": `${timestampMs}000`,
      });
    }
  });
});

test("a shared nonce in another unit is refused", async () => {
  const options = { dialect: GROWING, credentials, nonce: createNonce("microseconds") };
  const error = await failureOf(() => hmacSigner(options, CALL));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "nonce" });
});

test("a shared nonce for a dialect that writes timestamps is refused", async () => {
  const secrets = { accessKey: "AK", passphrase: "PP", signingKey: "SK" };
  const options = { dialect: HMAC_DIALECTS.prime, credentials: secrets, nonce: createNonce("seconds") };
  const error = await failureOf(() => hmacSigner(options, CALL));
  expect(isVenueError(error, "invalidInput") && error).toMatchObject({ field: "nonce" });
});
