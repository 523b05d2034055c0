import { describe, expect, test } from "vitest";
import { KeptSecrets } from "./kept-secrets.ts";

/** Masks a venue's reason after several signed frames. */
function masked(reason: string, code?: string, frames = 5) {
  const secrets = new KeptSecrets();
  for (let frame = 1; frame <= frames; frame++) {
    secrets.keep({ jwt: `canary-signature-${frame}`, key: "canary-key", timestamp: 1_767_225_600 + frame });
  }
  return secrets.mask({ kind: "unauthorized", reason, code });
}

describe("the reason of a refusal", () => {
  test("stays as it is when it is safe", () => {
    expect(masked("authentication failure", "BAD_JWT")).toEqual({
      kind: "unauthorized",
      code: "BAD_JWT",
      reason: "authentication failure",
    });
  });

  test.each(["", " \n "])("is replaced when it is missing (%j)", (reason) => {
    expect(masked(reason)).toEqual({ kind: "unauthorized", reason: "the venue gave no reason" });
  });

  test("S15: becomes one line of limited length, without control and bidirectional characters", () => {
    expect(masked("no\r\n\u001b[31mFAKE\u202e LOG LINE\u0000").reason).toBe("no [31mFAKE  LOG LINE");
    expect(masked("x".repeat(10_000_000)).reason).toBe(`${"x".repeat(199)}…`);
    expect(masked("no", `A\n${"B".repeat(1_000)}`).code).toMatch(/^A B{77}…$/);
  });

  test("N11: never echoes the signature of this or an earlier frame", () => {
    for (const echo of [
      "canary-signature-1",
      "canary-signature-5",
      "canary-key",
      "eyJh.eyJz.c2ln",
      "1767225605",
    ]) {
      for (const text of [echo, `${"x".repeat(190)}${echo}`, `${echo} `.repeat(100)]) {
        const { reason, code } = masked(`authentication failure: ${text}`, echo);
        expect(reason).toContain("authentication failure");
        expect(`${reason} ${code}`).not.toMatch(/canary|eyJ|1767225605/);
      }
    }
  });
});

test("a connection without signatures masks nothing", () => {
  const secrets = new KeptSecrets();
  secrets.keep(undefined);
  expect(secrets.mask({ kind: "rejected", reason: "no" }).reason).toBe("no");
});

test("every signature of a frame for each of many topics is masked, in refusals and in losses", () => {
  const secrets = new KeptSecrets();
  const signatures = Array.from(
    { length: 200 },
    (_none, index) => `signature-${String(index).padStart(4, "0")}`,
  );
  for (const sign of signatures) secrets.keep({ key: "canary-key", nonce: 1, sign });
  for (const sign of signatures) {
    expect(secrets.mask({ kind: "rejected", reason: `bad ${sign}` }).reason).toBe("bad [redacted]");
    const loss = { code: "MALFORMED", reason: `unreadable ${sign}` };
    expect(secrets.maskLoss(loss)).toEqual({ code: "MALFORMED", reason: "unreadable [redacted]" });
  }
});
