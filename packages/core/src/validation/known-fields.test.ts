import { describe, expect, test } from "vitest";
import { CALL } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { checkKnownFields } from "./known-fields.ts";

const reasonOf = async (value: unknown): Promise<string> =>
  (await failureOf(() => checkKnownFields(value, ["baseUrl", "timeoutMs"], "config", CALL))).reason;

describe("an object with an unknown field is refused", () => {
  test.each(["baseURL", "timeout", "timeout_ms", "logger", "wsURLs"])(
    "and the error names it: %s",
    async (name) => {
      expect(await reasonOf({ [name]: 1 })).toBe(`config has no ${name}: its fields are baseUrl, timeoutMs`);
    },
  );

  test.each([
    "MHcCAQEEIDsecret",
    "kv+3DPw2yHWQ",
    "a1b2c3d4e5f6",
    "-----BEGIN EC PRIVATE KEY-----",
    "__proto",
    "",
  ])("and what may be a secret is not repeated: %j", async (name) => {
    const reason = "config has an unknown field: its fields are baseUrl, timeoutMs";
    expect(await reasonOf({ [name]: 1 })).toBe(reason);
  });

  test("and so is a value that is not an object", async () => {
    for (const value of [undefined, null, 1, "baseUrl", ["baseUrl"]])
      expect(await reasonOf(value)).toBe("config must be an object");
  });
});

test("an object with known fields passes with any values", () => {
  for (const value of [{}, { baseUrl: 1 }, { timeoutMs: undefined, baseUrl: null }])
    expect(checkKnownFields(value, ["baseUrl", "timeoutMs"], "config", CALL)).toBeUndefined();
});
