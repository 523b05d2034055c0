/** Faults at the venue fail the checks that they affect. */
import { type Fault, type Sandbox, type StreamFault, startSandbox } from "@cqvx/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CHECKS } from "./checks.ts";
import { failuresOf, leaksOf } from "./testing/live-output.ts";
import { placeOrders } from "./testing/place-orders.ts";
import { privateTextsOf } from "./testing/private-texts.ts";
import { environmentOf, startLive } from "./testing/run-live.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ ticksPerSecond: 50 });
});

afterEach(() => sandbox.close());

const always = { times: 1_000 };

test.each<[string, Fault]>([
  ["health", { kind: "status", status: 503, match: { path: "/key_permissions" }, ...always }],
  ["getBalance", { kind: "html", match: { path: "/accounts" }, ...always }],
  ["getFills", { kind: "reset", match: { path: "/fills" }, ...always }],
  ["getProducts", { kind: "empty", match: { path: "/products" }, ...always }],
  ["getOrderBook", { kind: "malformed", match: { path: "/product_book" }, ...always }],
])("a fault of %s fails that check only", async (check, fault) => {
  sandbox.coinbase.faults.add(fault);
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output).toMatchObject({ code: 1, stderr: "" });
  expect(failuresOf(output)).toEqual([check]);
  expect(output.lines.at(-1)).toBe(`coinbase: ${CHECKS.length - 1} ok, 1 failed`);
});

test.each<[string, StreamFault]>([
  ["subscribeOrderBook", { kind: "drop", match: { channel: "l2_data" }, skip: 3 }],
  ["subscribeOrders", { kind: "refuse", status: 403, match: { host: "user" }, ...always }],
])("a stream fault of %s fails that check only", async (check, fault) => {
  sandbox.coinbase.streamFaults.add(fault);
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output.code).toBe(1);
  expect(failuresOf(output)).toEqual([check]);
});

test("hides an id that the venue quotes in an error", async () => {
  await placeOrders(sandbox);
  const [id] = sandbox.coinbase.orders().map(({ order_id }) => String(order_id));
  const body = JSON.stringify({ error: "PERMISSION_DENIED", message: `order ${id} is not yours` });
  sandbox.coinbase.faults.add({
    kind: "status",
    status: 403,
    body,
    match: { path: "/historical/" },
    ...always,
  });
  const output = await startLive(environmentOf(sandbox)).ended;
  expect(output.lines.join("\n")).toContain("order (id) is not yours");
  expect(leaksOf(output, privateTextsOf(sandbox))).toEqual([]);
});
