import { afterEach, expect, test, vi } from "vitest";
import { defaultProvider } from "./default-provider.ts";
import { lazily } from "./lazily.ts";
import { loadNodeModules } from "./node-crypto.ts";

afterEach(() => vi.unstubAllGlobals());

test("node:crypto is used when the runtime has it, and returns synchronously", () => {
  expect(loadNodeModules()?.crypto).toHaveProperty("createHmac");
  expect(defaultProvider().hmac("sha256", Uint8Array.of(1))("", "hex")).toBeTypeOf("string");
});

test.each([
  ["without a process", undefined],
  ["with a substitute for a process", { env: {} }],
  ["with a process that has no such modules", { getBuiltinModule: () => undefined }],
])("%s the web provider is used", async (_, process) => {
  const expected = await defaultProvider().hmac("sha256", Uint8Array.of(1))("text", "hex");
  vi.stubGlobal("process", process);
  expect(loadNodeModules()).toBeUndefined();
  const digest = defaultProvider().hmac("sha256", Uint8Array.of(1))("text", "hex");
  vi.unstubAllGlobals();
  expect(digest).toBeInstanceOf(Promise);
  expect(await digest).toBe(expected);
});

test("a lazy value loads once, and again after a failure", async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error("offline"))
    .mockResolvedValue("here");
  const value = lazily(load);
  expect(load).not.toHaveBeenCalled();
  await expect(value()).rejects.toThrow("offline");
  expect(await value()).toBe("here");
  expect(await value()).toBe("here");
  expect(load).toHaveBeenCalledTimes(2);
});
