/** The program with absent, incomplete or wrong keys. */
import { once } from "node:events";
import { createServer } from "node:net";
import { createCoinbaseSandbox, type Sandbox, startSandbox } from "@cqvx/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failuresOf, leaksOf } from "./testing/live-output.ts";
import { partsOf, privateTextsOf } from "./testing/private-texts.ts";
import { environmentOf, startLive } from "./testing/run-live.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ ticksPerSecond: 50 });
});

afterEach(() => sandbox.close());

test.each(["", undefined])("skips a venue without keys (%j) and opens no connection", async (none) => {
  let connections = 0;
  await using server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const output = await startLive({
    COINBASE_KEY_NAME: none,
    COINBASE_PRIVATE_KEY: none,
    COINBASE_BASE_URL: `http://127.0.0.1:${port}`,
    COINBASE_WS_MARKET_URL: `ws://127.0.0.1:${port}`,
    COINBASE_WS_USER_URL: `ws://127.0.0.1:${port}`,
  }).ended;
  expect(output).toEqual({ code: 0, lines: ["coinbase: skipped, no keys"], stderr: "" });
  expect(connections).toBe(0);
});

test.each(["COINBASE_KEY_NAME", "COINBASE_PRIVATE_KEY"])(
  "names a missing %s when the other key is set",
  async (name) => {
    const output = await startLive({ ...environmentOf(sandbox), [name]: undefined }).ended;
    const line = `coinbase: failed, ${name} is not set, though other keys of the venue are`;
    expect(output).toEqual({ code: 1, lines: [line], stderr: "" });
    expect(sandbox.coinbase.requests).toEqual([]);
  },
);

test("an invalid key fails the venue and is not printed", async () => {
  const output = await startLive({ ...environmentOf(sandbox), COINBASE_KEY_NAME: "canary with spaces" })
    .ended;
  expect(output).toMatchObject({ code: 1, stderr: "" });
  expect(output.lines).toEqual([expect.stringMatching(/^coinbase: failed, .*invalidInput: keyName/)]);
  expect(output.lines.join()).not.toContain("canary");
});

test("an unknown key fails the signed checks and is not printed", async () => {
  const { credentials: foreign } = createCoinbaseSandbox({ seed: 99 });
  const output = await startLive(environmentOf(sandbox, foreign.ecdsa)).ended;
  expect(output).toMatchObject({ code: 1, stderr: "" });
  expect(failuresOf(output)).toEqual(
    expect.arrayContaining(["health", "getBalance", "getOrders", "subscribeOrders"]),
  );
  expect(output.lines.at(-1)).toMatch(/^coinbase: \d+ ok, \d+ failed$/);
  const secrets = [...partsOf(foreign.ecdsa), ...privateTextsOf(sandbox)];
  expect(secrets.length).toBeGreaterThan(10);
  expect(leaksOf(output, secrets)).toEqual([]);
});
