/** Faults of a venue over real sockets. The orders of the sandbox show whether the client's answer was true. */
import { type Fault, type Sandbox, startSandbox } from "@cqvx/sandbox";
import { beforeEach, describe, expect, test } from "vitest";
import type { CoinbaseClient } from "../../index.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { BUY, connectTo, startSandboxClient } from "../../testdata/sandbox/sandbox-client.ts";

let sandbox: Sandbox;
let client: CoinbaseClient;

beforeEach(async () => {
  ({ sandbox, client } = await startSandboxClient());
});

describe("a fault on placing an order", () => {
  /** Faults of the request that places an order. */
  const faults: readonly { readonly name: string; readonly fault: Fault; readonly timeoutMs?: number }[] = [
    { name: "a reset before it is handled", fault: { kind: "reset" } },
    { name: "a reset after it is handled", fault: { kind: "reset", handled: true } },
    { name: "a body that ends early", fault: { kind: "truncate" } },
    { name: "an empty reply", fault: { kind: "empty" } },
    { name: "a web page with 200", fault: { kind: "html" } },
    { name: "a reply that is not JSON", fault: { kind: "malformed" } },
    { name: "a reply of another type", fault: { kind: "array" } },
    { name: "a reply of 20 MB", fault: { kind: "huge", megabytes: 20 } },
    {
      name: "a web page with 502",
      fault: { kind: "status", status: 502, body: "<html>", contentType: "text/html" },
    },
    { name: "a 500 after it is handled", fault: { kind: "status", status: 500, body: "", handled: true } },
    { name: "a bare 429", fault: { kind: "status", status: 429, body: "" } },
    {
      name: "a 400",
      fault: { kind: "status", status: 400, body: '{"error":"INVALID_ARGUMENT","message":"no"}' },
    },
    { name: "no reply before the deadline", fault: { kind: "hang", handled: true }, timeoutMs: 300 },
    { name: "a body that drips", fault: { kind: "trickle", intervalMs: 200, bytes: 1 }, timeoutMs: 300 },
  ];

  test.each(faults)("$name never loses or invents an order", async ({ fault, timeoutMs }) => {
    sandbox.coinbase.faults.add({ ...fault, match: { method: "POST", path: "/orders" } });
    const clientOrderId = "under-fault";
    const error = await failureOf(client.placeOrder({ ...BUY, clientOrderId }, { timeoutMs }));
    const placed = sandbox.coinbase.orders().length;
    expect(error.clientOrderId).toBe(clientOrderId);
    if (error.kind === "outcomeUnknown") expect(error.sent).not.toBe("no");
    else expect({ kind: error.kind, placed }).toEqual({ kind: "rejected", placed: 0 });
    expect(sandbox.coinbase.requests).toHaveLength(1);
  });

  test("a redirect sends no key to another host", async () => {
    const stranger = await startSandbox();
    const location = `${stranger.coinbase.restUrl}/api/v3/brokerage/orders`;
    sandbox.coinbase.faults.add({ kind: "redirect", location });
    const error = await failureOf(client.placeOrder(BUY));
    expect(error).toMatchObject({ kind: "outcomeUnknown", code: "REDIRECT_REFUSED", status: 307 });
    expect(stranger.coinbase.requests).toEqual([]);
    await stranger.close();
  });

  test("a closed port is retryable, with nothing sent", async () => {
    await sandbox.close();
    const error = await failureOf(client.placeOrder(BUY));
    expect(error).toMatchObject({ kind: "unavailable", code: "ECONNREFUSED", sent: "no", retryable: true });
  });
});

describe("too many requests", () => {
  test("are rateLimited, and no order was placed", async () => {
    const limited = await startSandbox({ rateLimits: { private: { perSecond: 0.001, burst: 2 } } });
    const busy = connectTo(limited);
    await busy.getOrders();
    await busy.getOrders();
    expect(await failureOf(busy.placeOrder(BUY))).toMatchObject({
      kind: "rateLimited",
      status: 429,
      retryable: true,
    });
    expect(limited.coinbase.orders()).toEqual([]);
    await limited.close();
  });
});
