import { beforeEach, describe, expect, test } from "vitest";
import { BROKERAGE, ORIGIN } from "../../testing/client.ts";
import { openStream, type TestStream } from "../../testing/streams.ts";
import { createToken, type TokenParts } from "../../testing/tokens.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let stream: TestStream;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
  stream = openStream(sandbox, clock, { host: "user" });
});

const FAILURE = { type: "error", message: "authentication failure" };

const tokenOf = (parts: TokenParts = {}, uri?: string) =>
  createToken(sandbox.credentials.ecdsa, uri, clock.now(), parts);

/** The channel of the first answer, or the error. */
function answerTo(jwt: string, channel = "user"): unknown {
  stream.send({ channel, jwt });
  const [answer] = stream.take();
  return answer.channel ?? answer;
}

describe("a token in a message", () => {
  test.each(["ecdsa", "ed25519", "viewOnly"] as const)("of the %s key is accepted, without a uri", (name) => {
    const token = createToken(sandbox.credentials[name], undefined, clock.now());
    expect(answerTo(token)).toBe("subscriptions");
  });

  test.each<[string, () => string]>([
    ["is no token", () => "not.a.token"],
    ["is of an unknown key", () => tokenOf({ header: { kid: "organizations/1/apiKeys/2" } })],
    ["has another algorithm", () => tokenOf({ header: { alg: "EdDSA" } })],
    [
      "has expired",
      () => tokenOf({ claims: { nbf: clock.now() / 1_000 - 150, exp: clock.now() / 1_000 - 30 } }),
    ],
    ["is not valid yet", () => tokenOf({ claims: { nbf: clock.now() / 1_000 + 60 } })],
    ["is of another subject", () => tokenOf({ claims: { sub: "somebody" } })],
    ["was changed after signing", () => `${tokenOf().slice(0, -4)}AAAA`],
  ])("that %s is refused on every channel, and the connection stays open", (_, create) => {
    expect(answerTo(create())).toEqual(FAILURE);
    expect(answerTo(create(), "heartbeats")).toEqual(FAILURE);
    expect(stream.closed).toEqual([]);
    expect(answerTo(tokenOf())).toBe("subscriptions");
  });

  test("can be used once: for a message or a request, on any connection", async () => {
    const token = tokenOf();
    expect(answerTo(token)).toBe("subscriptions");
    expect(answerTo(token)).toEqual(FAILURE);
    const other = openStream(sandbox, clock, { host: "user" });
    other.send({ channel: "heartbeats", jwt: token });
    expect(other.take()).toEqual([FAILURE]);
    const path = `${BROKERAGE}/accounts`;
    const bound = tokenOf({}, `GET api.coinbase.com${path}`);
    const headers = { authorization: `Bearer ${bound}` };
    expect((await sandbox.fetch(`${ORIGIN}${path}`, { headers })).status).toBe(200);
    expect(answerTo(bound)).toEqual(FAILURE);
  });

  test("can be reused when `rejectReusedNonce` is false", () => {
    sandbox = createCoinbaseSandbox({ clock, rateLimits: false, rejectReusedNonce: false });
    stream = openStream(sandbox, clock, { host: "user" });
    const token = tokenOf();
    expect([answerTo(token), answerTo(token)]).toEqual(["subscriptions", "subscriptions"]);
  });

  test("is required to subscribe to and unsubscribe from the user channel, and an empty one counts as missing", () => {
    stream.send({ channel: "user" });
    stream.send({ channel: "futures_balance_summary", jwt: "" });
    stream.send({ type: "unsubscribe", channel: "user" });
    expect(stream.take()).toEqual([FAILURE, FAILURE, FAILURE]);
    stream.subscribe("user");
    stream.take();
    stream.send({ type: "unsubscribe", channel: "user", jwt: tokenOf() });
    expect(stream.take()).toMatchObject([{ channel: "subscriptions", events: [{ subscriptions: {} }] }]);
  });

  test("does not end its subscription when it expires", async () => {
    stream.subscribe("heartbeats");
    await clock.run(300_000);
    expect(stream.take()).toHaveLength(301);
  });

  test("is not needed for market data", () => {
    const market = openStream(sandbox, clock);
    for (const channel of ["level2", "market_trades", "ticker", "heartbeats"]) {
      market.send({ channel, product_ids: ["BTC-USD"] });
    }
    expect(market.take().map(({ channel }) => channel)).toEqual([
      "subscriptions",
      "l2_data",
      "subscriptions",
      "market_trades",
      "subscriptions",
      "ticker",
      "subscriptions",
    ]);
  });
});
