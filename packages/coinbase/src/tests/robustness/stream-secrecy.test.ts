/** No log, error, state or item of a stream shows a secret. */
import { inspect } from "node:util";
import type { StreamState, Subscription } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import type { CoinbaseClient } from "../../client.ts";
import type { CdpCredentials, CoinbaseConfig } from "../../config.ts";
import type { Json } from "../../testdata/fixtures/fixtures.ts";
import { ED25519, KEY_NAME, P256 } from "../../testdata/keys/keys.ts";
import { pass, until } from "../../testdata/sandbox/live-sandbox.ts";
import type {
  ScriptedSocket,
  ScriptedStreams,
  SentFrame,
  StreamAnswer,
} from "../../testdata/scripted/scripted-streams.ts";
import { replyOf } from "../../testdata/scripted/scripted-venue.ts";
import { connectStreaming, serve } from "../../testdata/scripted/streaming-client.ts";

const KEYS: Readonly<Record<string, CdpCredentials>> = {
  "a P-256 key": { keyName: KEY_NAME, privateKey: P256.pem },
  "an Ed25519 key": { keyName: KEY_NAME, privateKey: ED25519.pair },
};

/** Returns the secrets of a client and the tokens that it sent, in every spelling. */
function canariesOf({ privateKey }: CdpCredentials, streams: ScriptedStreams): readonly string[] {
  const tokens = streams.sockets.flatMap(({ sent }) =>
    sent.flatMap(({ jwt = "" }) => [jwt, ...jwt.split(".")]),
  );
  return [...privateKey.split("\n"), privateKey, ...tokens]
    .filter((part) => part.length >= 12 && !part.startsWith("-----"))
    .flatMap((part) => [
      part,
      JSON.stringify(part).slice(1, -1),
      encodeURIComponent(part),
      Buffer.from(part).toString("base64"),
      Buffer.from(part).toString("hex"),
    ]);
}

/** Returns all visible text of a value. */
const seenOf = (value: unknown): string =>
  [
    inspect(value),
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value),
    value instanceof Error ? `${value.stack} ${inspect(value.cause)}` : "",
  ].join("\n");

/** Subscribes to everything, lets a minute pass and closes. Returns all visible text. */
async function everythingSeen(
  answer: StreamAnswer,
  config: CoinbaseConfig,
  disturb: (socket: ScriptedSocket) => void = () => {},
): Promise<{ readonly seen: string; readonly streams: ScriptedStreams }> {
  const { client, clock, streams, logged } = connectStreaming(answer, config, {
    "GET /time": replyOf("time"),
  });
  const seen: unknown[] = [];
  const keep = (...values: readonly unknown[]): void => void seen.push(...values);
  const options = { timeoutMs: 20_000, onState: (state: StreamState) => keep(state), onError: keep };
  const subscribe: readonly ((client: CoinbaseClient) => Promise<Subscription>)[] = [
    (to) => to.subscribeOrderBook("SOL-USD", keep, options),
    (to) => to.subscribeTrades("SOL-USD", keep, { ...options, onGap: keep, history: true }),
    (to) => to.subscribeOrders(keep, options),
  ];
  const opening = subscribe.map((each) =>
    each(client).then(
      (subscription) => {
        keep(subscription);
        return subscription.closed.then(keep);
      },
      (error: unknown) => keep(error),
    ),
  );
  await until(() => streams.sockets.every(({ sent }) => sent.length > 0));
  await pass(clock, 1_000);
  for (const socket of [...streams.sockets]) disturb(socket);
  await pass(clock, 25_000);
  keep(await client.health().catch((error: unknown) => error));
  await client.close();
  await Promise.all(opening);
  return { seen: [...seen.map(seenOf), ...logged, seenOf(client)].join("\n"), streams };
}

type Echo = (socket: ScriptedSocket, frame: SentFrame) => void;

const events = (socket: ScriptedSocket, channel: string, product: string): void => {
  const level: Json = { side: "bid", price_level: product, new_quantity: "1", event_time: product };
  const trade: Json = { trade_id: product, product_id: "SOL-USD", price: product, size: "1", side: product };
  const order: Json = { order_id: "1", status: "OPEN", limit_price: product };
  if (channel === "level2")
    socket.send("l2_data", [{ type: "snapshot", product_id: "SOL-USD", updates: [level] }]);
  if (channel === "market_trades") socket.send("market_trades", [{ type: "snapshot", trades: [trade] }]);
  if (channel === "user") socket.send("user", [{ type: "snapshot", orders: [order] }]);
};

/** Ways in which a venue can repeat the token of a frame. */
const ECHOES: Readonly<Record<string, Echo>> = {
  "in an error about a bad token": (socket, { jwt }) =>
    socket.sendText(JSON.stringify({ type: "error", message: `authentication failure: ${jwt} is not good` })),
  "in an error about a limit": (socket, { jwt }) =>
    socket.sendText(JSON.stringify({ type: "error", message: `rate limit exceeded by ${jwt}` })),
  "in an unknown error": (socket, { jwt }) =>
    socket.sendText(JSON.stringify({ type: "error", message: `cannot ${jwt}`, reason: jwt, jwt })),
  "as the whole of an error": (socket, { text }) =>
    socket.sendText(JSON.stringify({ type: "error", message: text })),
  "as the type of a message": (socket, { jwt = "" }) => socket.sendText(JSON.stringify({ type: jwt })),
  "as a channel": (socket, frame) => {
    serve(socket, frame);
    socket.send(frame.jwt ?? "", [{ type: frame.jwt ?? "" }]);
  },
  "as a subscription": (socket, { jwt = "" }) =>
    socket.send("subscriptions", [{ subscriptions: { [jwt]: [jwt], level2: [jwt] } }]),
  "in place of amounts": (socket, { jwt = "", channel }) => {
    socket.acknowledge();
    events(socket, channel, jwt);
  },
  "as text that is not JSON": (socket, { jwt = "" }) => socket.sendText(jwt),
  "as the number of a message": (socket, { jwt = "" }) =>
    socket.sendText(JSON.stringify({ channel: "heartbeats", sequence_num: jwt, events: [] })),
};

describe.each(Object.entries(KEYS))("with %s", (_, credentials) => {
  test.each(Object.entries(ECHOES))("a token that is repeated %s is not shown", async (__, echo) => {
    const { seen, streams } = await everythingSeen(echo, { credentials });
    const canaries = canariesOf(credentials, streams);
    expect(canaries.length).toBeGreaterThan(20);
    expect(canaries.filter((canary) => seen.includes(canary))).toEqual([]);
  });

  test.each<[string, (socket: ScriptedSocket) => void]>([
    ["is closed", (socket) => socket.close(1008)],
    ["sends invalid JSON", (socket) => socket.sendCounted("{")],
    ["stalls", () => {}],
  ])("a connection that was live, then %s, shows nothing", async (__, disturb) => {
    const { seen, streams } = await everythingSeen(serve, { credentials }, disturb);
    expect(seen).toContain("stale");
    expect(canariesOf(credentials, streams).filter((canary) => seen.includes(canary))).toEqual([]);
  });
});

test.each<[string, CoinbaseConfig]>([
  [
    "a signer",
    {
      signer: {
        sign: () => ({}),
        signFrame: () => {
          throw new Error("canary-of-a-signer");
        },
      },
    },
  ],
  [
    "a signer with a field of its own",
    { signer: { sign: () => ({}), signFrame: () => ({ "a b": "canary-of-a-signer" }) } },
  ],
  [
    "a credentials function",
    {
      credentials: () => {
        throw new Error("canary-of-a-signer");
      },
    },
  ],
  ["invalid credentials", { credentials: () => ({ keyName: KEY_NAME, privateKey: "canary-of-a-signer" }) }],
])("the error of %s is not shown, and nothing is subscribed", async (_, config) => {
  const { client, clock, streams, logged } = connectStreaming(serve, config);
  const subscribing = client.subscribeOrders(() => {}, { timeoutMs: 5_000 }).catch((error: unknown) => error);
  await pass(clock, 10_000);
  const error = await subscribing;
  expect(error).toBeInstanceOf(Error);
  expect([seenOf(error), ...logged].join("\n")).not.toContain("canary-of-a-signer");
  expect(streams.sent).toEqual([]);
  await client.close();
});
