/** The whole program in a process of its own, against a listening sandbox. */
import { type Sandbox, startSandbox } from "@cqvx/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import { leaksOf, shapeOf } from "./testing/live-output.ts";
import { placeOrders } from "./testing/place-orders.ts";
import { privateTextsOf } from "./testing/private-texts.ts";
import { environmentOf, startLive } from "./testing/run-live.ts";

/** Amounts that occur nowhere else in the output. */
const BALANCES = { USD: "918273.64", BTC: "7.7711233" };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ ticksPerSecond: 50, balances: BALANCES });
});

afterEach(() => sandbox.close());

test("runs every check, sends reads only and prints no data of the account", async () => {
  await placeOrders(sandbox);
  const { requests } = sandbox.coinbase;
  const before = requests.length;
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output).toMatchObject({ code: 0, stderr: "" });
  expect(shapeOf(output)).toEqual([
    "coinbase  health              ok # ms  round trip # ms, the venue's clock # ms off, keys accepted, trading not allowed",
    "coinbase  getBalance          ok # ms  assets: 5",
    "coinbase  getOrders           ok # ms  orders: 2",
    "coinbase  getOrder            ok # ms  the latest order, equal to the list",
    "coinbase  getFills            ok # ms  fills: 1",
    "coinbase  getProducts         ok # ms  TRADING, price increment 0.01",
    "coinbase  getOrderBook        ok # ms  10 bids and 10 asks, sorted by price",
    "coinbase  subscribeOrderBook  ok # ms  live after # ms, then 5 updates",
    expect.stringMatching(/^coinbase {2}subscribeTrades {5}ok # ms {2}live after # ms, trades: \d+$/),
    "coinbase  subscribeOrders     ok # ms  live after # ms",
    "coinbase: 10 ok, 0 failed",
  ]);
  const methods = requests.slice(before).map(({ method }) => method);
  expect(methods.length).toBeGreaterThan(6);
  expect(new Set(methods)).toEqual(new Set(["GET"]));
  const types = sandbox.coinbase.streamMessages.map(({ text }) => JSON.parse(text).type);
  expect(types.filter((type) => type !== "subscribe" && type !== "unsubscribe")).toEqual([]);
  expect(types.length).toBeGreaterThan(2);
  const secrets = [...privateTextsOf(sandbox), ...Object.values(BALANCES)];
  expect(secrets.length).toBeGreaterThan(15);
  expect(leaksOf(output, secrets)).toEqual([]);
});

test("closes the streams before the program ends", async () => {
  const { connections, streamMessages } = sandbox.coinbase;
  await startLive(environmentOf(sandbox)).ended;
  expect(streamMessages.length).toBeGreaterThan(2);
  // The sandbox notices the close later.
  while (connections().length > 0) await new Promise(setImmediate);
});

test("requests an unknown order on an account without orders", async () => {
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output.code).toBe(0);
  expect(shapeOf(output)).toContain(
    "coinbase  getOrder            ok # ms  no orders; an unknown id is notFound",
  );
});

test("warns about a clock offset of more than two seconds", async () => {
  await sandbox.close();
  sandbox = await startSandbox({ ticksPerSecond: 50, clock: { now: () => Date.now() + 4_000 } });
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output.code).toBe(0);
  expect(output.lines[0]).toMatch(/ ok .*, WARNING: the venue's clock \d{4} ms ahead,/);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the running check and closes the client",
  async (signal) => {
    const { faults, requests } = sandbox.coinbase;
    faults.add({ kind: "hang", match: { path: "/accounts" } });
    const run = startLive(environmentOf(sandbox));
    while (!requests.some(({ path }) => path.includes("/accounts"))) await new Promise(setImmediate);
    run.process.kill(signal);
    const output = await run.ended;
    expect(output).toMatchObject({ code: 130, stderr: "" });
    expect(shapeOf(output).slice(1)).toEqual([
      "coinbase  getBalance          failed # ms  interrupted",
      "coinbase: 1 ok, 1 failed",
    ]);
  },
);
