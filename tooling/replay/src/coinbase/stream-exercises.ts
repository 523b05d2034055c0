import { setTimeout as wait } from "node:timers/promises";
import {
  type CoinbaseClient,
  createCoinbaseClient,
  isVenueError,
  type OrderBook,
  type StreamOptions,
  type StreamState,
  type Subscription,
  type VenueErrorKind,
} from "@cqvx/coinbase";
import type { Exercise, Exercises } from "../exercise.ts";
import type { Sample } from "../sample.ts";
import { field, list, textOr } from "./field.ts";
import { credentials } from "./stand-in.ts";
import { type Subscribed, standInSocket } from "./stand-in-socket.ts";

/** How a frame is streamed: the method that asks for its channel, and what makes an update of it readable. */
interface StreamedChannel {
  subscribe(
    client: CoinbaseClient,
    product: string,
    keep: (item: unknown) => void,
    options: StreamOptions,
  ): Promise<Subscription>;
  /** What Coinbase sends before the first update. */
  readonly emptySnapshot?: unknown;
}

const BOOKS: StreamedChannel = {
  subscribe: (client, product, keep, options) =>
    client.subscribeOrderBook(product, (book: OrderBook) => keep(book), {
      ...options,
      depth: Number.POSITIVE_INFINITY,
    }),
  emptySnapshot: { type: "snapshot", updates: [] },
};

/** Channels that the client does not read are sent to a book: it must not notice. */
const CHANNELS: Readonly<Record<string, StreamedChannel>> = {
  l2_data: BOOKS,
  market_trades: {
    subscribe: (client, product, keep, options) =>
      client.subscribeTrades(product, keep, { ...options, history: true }),
  },
  user: {
    subscribe: (client, _product, keep, options) => client.subscribeOrders(keep, options),
    emptySnapshot: { type: "snapshot", orders: [] },
  },
};

/** What became of a stream: what its handler was given, and its states. */
interface Streamed {
  readonly states: readonly StreamState[];
  readonly items: readonly unknown[];
}

/** Long enough for a stand-in, which answers at once. */
const TIMEOUT_MS = 300;

async function stream(channelName: string, frames: FramesOf, product: string): Promise<Streamed> {
  const channel = (Object.hasOwn(CHANNELS, channelName) && CHANNELS[channelName]) || BOOKS;
  const items: unknown[] = [];
  const states: StreamState[] = [];
  const options = { timeoutMs: TIMEOUT_MS, onState: (state: StreamState) => void states.push(state) };
  const WebSocket = standInSocket(2, (subscribed) => frames(channel, subscribed));
  const client = createCoinbaseClient({ credentials }, { WebSocket, logger: false });
  try {
    await channel.subscribe(client, product, (item) => void items.push(item), options);
    // Whatever follows the confirmation has been sent with it.
    await wait(0);
    return { states: [...states], items };
  } finally {
    await client.close();
  }
}

type FramesOf = (channel: StreamedChannel, subscribed: readonly Subscribed[]) => readonly string[];

/**
 * The frames of a connection, with the sample among them: a snapshot where its number puts it, which may be before its
 * acknowledgement, and anything else when the stream is whole.
 */
function framesAround(sample: Sample, product: string): FramesOf {
  return ({ emptySnapshot }, subscribed) => {
    const isOwn = Object.hasOwn(CHANNELS, textOr("", sample.input, "channel"));
    const isSnapshot = isOwn && field(sample.input, "events", 0, "type") === "snapshot";
    const before = [
      ...subscribed.map((_frame, index) => acknowledge(subscribed.slice(0, index + 1))),
      ...(!isSnapshot && emptySnapshot !== undefined
        ? [snapshotBefore(subscribed, product, emptySnapshot)]
        : []),
    ];
    const own = Math.min(Number(field(sample.input, "sequence_num") ?? 0), LONGEST_RUN);
    const place = isSnapshot ? own : Math.max(own, before.length);
    const length = 1 + Math.max(before.length, place);
    return Array.from({ length }, (_none, number) =>
      number === place
        ? sample.text.replace(OWN_NUMBER, `$1${number}`)
        : JSON.stringify({ ...(before.shift() ?? HEARTBEAT), sequence_num: number }),
    );
  };
}

const OWN_NUMBER = /("sequence_num":\s*"?)\d+/;

/** Frames before a sample, at most. */
const LONGEST_RUN = 1_000;

const HEARTBEAT = { channel: "heartbeats", events: [{ heartbeat_counter: 1 }] };

/** Everything that is subscribed to by now. */
function acknowledge(subscribed: readonly Subscribed[]): object {
  const subscriptions = Object.fromEntries(
    subscribed.map(({ channel, product_ids }) => [channel, product_ids ?? [channel]]),
  );
  return { channel: "subscriptions", events: [{ subscriptions }] };
}

function snapshotBefore(subscribed: readonly Subscribed[], product: string, event: unknown): object {
  const name = subscribed.at(-1)?.channel;
  return {
    channel: name === "level2" ? "l2_data" : name,
    events: [{ ...(event as object), product_id: product }],
  };
}

/** The product that a frame is about, wherever its channel names it. */
function productOf(input: unknown): string {
  const [event] = list(input, "events");
  return textOr(textOr("BTC-USD", event, "trades", 0, "product_id"), event, "product_id");
}

/** What an error message has to end as. */
const REFUSALS: readonly { readonly words: RegExp; readonly kind: VenueErrorKind }[] = [
  { words: /authentication/, kind: "unauthorized" },
  // A limit passes: it is waited for, here until the deadline.
  { words: /rate limit/, kind: "timeout" },
];

const message: Exercise = {
  run: async (sample) => {
    const { input, text } = sample;
    const product = productOf(input);
    const channel = textOr("", input, "channel");
    if (field(input, "type") !== "error") {
      const streamed = await stream(channel, framesAround(sample, product), product);
      if (Object.hasOwn(CHANNELS, channel) && streamed.states.at(-1) !== "live")
        throw new Error("the message could not be read");
      return streamed;
    }
    const refusal = REFUSALS.find(({ words }) => words.test(textOr("", input, "message")));
    try {
      // Each frame of a subscription is answered.
      return await stream(channel, (_channel, subscribed) => subscribed.map(() => text), product);
    } catch (error) {
      if (refusal === undefined || isVenueError(error, refusal.kind)) throw error;
      throw new Error(`not ${refusal.kind}: ${error instanceof Error ? error.message : error}`);
    }
  },
  isRefusal: ({ input }) => field(input, "type") === "error",
};

/** Frames of one connection as they are. Where a number is missing, the stream has to be stale at the end. */
const scenario: Exercise = {
  run: async ({ input }) => {
    const frames = Array.isArray(input) ? input : [];
    const first = frames.find((frame) => field(frame, "events", 0, "product_id") !== undefined);
    const texts = frames.map((frame) => withNumbers(frame));
    const streamed = await stream(textOr("", first, "channel"), () => texts, productOf(first));
    const numbers = frames.map((frame) => Number(field(frame, "sequence_num")));
    const hasGap = numbers.some((number, index) => number !== index);
    const expected = hasGap ? "stale" : "live";
    if (streamed.states.at(-1) !== expected) throw new Error(`the stream is not ${expected} at the end`);
    return streamed;
  },
};

/** Numbers stand as text in the parsed sample; a frame has one that has to be a number. */
function withNumbers(frame: unknown): string {
  return JSON.stringify({ ...(frame as object), sequence_num: Number(field(frame, "sequence_num")) });
}

/** https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels */
export const COINBASE_STREAM_EXERCISES: Exercises = { "ws.message": message, "ws.scenario": scenario };
