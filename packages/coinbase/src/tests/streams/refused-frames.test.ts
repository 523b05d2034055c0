/** Error messages of Coinbase on a stream: a bad key or too many messages. */
import type { StreamState, Subscription } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import type { CoinbaseConfig, CoinbaseCredentials } from "../../config.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { ED25519, KEY_NAME, P256 } from "../../testdata/keys/keys.ts";
import { isSignedBy } from "../../testdata/keys/read-token.ts";
import { connectLiveForTest, pass, until } from "../../testdata/sandbox/live-sandbox.ts";
import { STREAMS, SYMBOL } from "../../testdata/sandbox/streams.ts";
import type { StreamAnswer } from "../../testdata/scripted/scripted-streams.ts";
import { reply } from "../../testdata/scripted/scripted-venue.ts";
import { connect, ignore, type StreamingClient, serve } from "../../testdata/scripted/streaming-client.ts";
import { CREDENTIALS } from "../../testdata/scripted/test-client.ts";

function connectScripted(answer: StreamAnswer, config: CoinbaseConfig = {}): StreamingClient {
  return connect(answer, config, {
    "GET /orders/historical/batch": reply({ orders: [], has_next: false }),
  });
}

/** Returns the text of an error message. */
const refuse = (message: string): string => JSON.stringify({ type: "error", message });

describe("an authentication failure", () => {
  test.each(STREAMS)("rejects %s as unauthorized before it was live", async (_, __, subscribe) => {
    const { client, streams } = connectScripted(
      (socket) => socket.sendText(refuse("authentication failure")),
      {
        credentials: CREDENTIALS,
      },
    );
    expect(await failureOf(subscribe(client, {}))).toMatchObject({
      kind: "unauthorized",
      reason: "authentication failure",
      sent: "yes",
    });
    await until(() => !streams.socket.isOpen);
    expect(streams.sockets).toHaveLength(1);
  });

  test("comes from the sandbox too for an unknown key, and market data needs no key", async () => {
    const credentials: CoinbaseCredentials = { keyName: "organizations/x/apiKeys/y", privateKey: P256.pem };
    const sandbox = connectLiveForTest({ rateLimits: false }, {}, () => ({ credentials }));
    expect(await failureOf(sandbox.client.subscribeOrders(ignore))).toMatchObject({ kind: "unauthorized" });
    const keyless = connectLiveForTest({}, {}, () => ({}));
    const subscriptions = await Promise.all([
      keyless.client.subscribeOrderBook(SYMBOL, ignore),
      keyless.client.subscribeTrades(SYMBOL, ignore),
    ]);
    expect(subscriptions.map(({ state }) => state)).toEqual(["live", "live"]);
  });

  /** Creates a venue that accepts one key at a time, and a credentials function that counts its calls. */
  function rotate(): {
    readonly answer: StreamAnswer;
    readonly credentials: () => CoinbaseCredentials;
    readonly asked: () => number;
    rotated: boolean;
    given: string;
  } {
    let count = 0;
    const keys = {
      rotated: false,
      given: ED25519.pair,
      asked: () => count,
      credentials: (): CoinbaseCredentials => {
        count += 1;
        return { keyName: KEY_NAME, privateKey: keys.given };
      },
      answer: ((socket, frame) => {
        const good = keys.rotated ? P256.publicKey : ED25519.publicKey;
        if (isSignedBy(frame.jwt, good)) serve(socket, frame);
        else socket.sendText(refuse("authentication failure"));
      }) satisfies StreamAnswer,
    };
    return keys;
  }

  test.each(STREAMS)(
    "after %s was live calls the credentials function again and uses the new key",
    async (_, __, subscribe) => {
      const keys = rotate();
      const { client, clock, streams, logged } = connectScripted(keys.answer, {
        credentials: keys.credentials,
      });
      const states: StreamState[] = [];
      await subscribe(client, { onState: (state) => void states.push(state) });
      expect(keys.asked()).toBe(1);
      keys.rotated = true;
      keys.given = P256.pem;
      streams.socket.close(1001);
      await clock.run(500);
      // The venue refuses both frames. The client retries the subscription over the same connection.
      await until(() => streams.socket.sent.length === 2 && logged.length === 3);
      await clock.run(1_000);
      await until(() => states.length === 3);
      expect(states).toEqual(["live", "stale", "live"]);
      expect(keys.asked()).toBe(2);
      expect(streams.sockets).toHaveLength(2);
    },
  );

  test("before the stream was live is final, and the next call uses the new key", async () => {
    const keys = rotate();
    keys.rotated = true;
    const { client } = connectScripted(keys.answer, { credentials: keys.credentials });
    expect(await failureOf(client.subscribeTrades("SOL-USD", ignore))).toMatchObject({
      kind: "unauthorized",
    });
    keys.given = P256.pem;
    expect((await client.subscribeTrades("SOL-USD", ignore)).state).toBe("live");
    expect(keys.asked()).toBeGreaterThan(1);
  });
});

describe("a rate limit error", () => {
  test("is retried and ends nothing", async () => {
    let refusals = 3;
    const { client, clock, streams, logged } = connectScripted((socket, frame) => {
      if (frame.channel === "heartbeats" || refusals === 0) return serve(socket, frame);
      refusals -= 1;
      socket.sendText(refuse("Rate limit exceeded"));
    });
    const subscribing = client.subscribeTrades("SOL-USD", ignore, { timeoutMs: 60_000 });
    await until(() => streams.sockets.length > 0);
    await pass(clock, 5_000, () => {
      if (streams.socket.isOpen) streams.socket.send("heartbeats", [{ heartbeat_counter: 1 }]);
      return refusals === 0;
    });
    await pass(clock, 3_000);
    expect((await subscribing).state).toBe("live");
    expect(streams.sockets).toHaveLength(1);
    expect(logged.join("\n")).toContain("Rate limit exceeded");
  });

  test("comes from the sandbox too without a key, and every stream becomes live", async () => {
    const limits = { messages: { perSecond: 1, burst: 3 } };
    const sandbox = connectLiveForTest({ rateLimits: limits }, {}, () => ({}));
    const symbols = ["BTC-USD", "ETH-USD", "SOL-USD", "ETH-BTC"];
    const subscribing: Promise<Subscription>[] = [];
    for (const symbol of symbols) {
      subscribing.push(sandbox.client.subscribeTrades(symbol, ignore, { timeoutMs: 60_000 }));
      await until(() => sandbox.sent.length >= Math.min(4, subscribing.length + 1));
    }
    await pass(sandbox.clock, 10_000);
    const subscriptions = await Promise.all(subscribing);
    expect(subscriptions.map(({ state }) => state)).toEqual(symbols.map(() => "live"));
    expect(sandbox.connectionCount()).toBe(1);
  });
});
