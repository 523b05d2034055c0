import { unsupported } from "../../errors/invalid-input.ts";
import { readJsonObject } from "../../values/json.ts";
import type { JsonObject } from "../../values/json-object.ts";
import { CoinbaseAnswers } from "./coinbase-answers.ts";
import type {
  SessionParts,
  SocketProtocol,
  SocketSession,
  StreamMessage,
  StreamRefusal,
  Topic,
  TopicEvents,
} from "./socket-protocol.ts";

/** A channel of a Coinbase socket. */
export interface CoinbaseChannel {
  /** True when a subscription needs a signature. */
  readonly isPrivate?: boolean | undefined;
  /** The channel's name in its messages, if it differs from the name in subscriptions. */
  readonly sentAs?: string | undefined;
  /**
   * The field of an event that names its product, or of each item in the event's `list`. Absent for a channel without
   * products.
   */
  readonly product?: { readonly field: string; readonly list?: string | undefined } | undefined;
}

/** The differences between the sockets of Coinbase Advanced Trade and Coinbase Prime. */
export interface CoinbaseSocketFacts {
  readonly channels: Readonly<Record<string, CoinbaseChannel>>;
  /** The name of the channel with heartbeats. */
  readonly heartbeats: string;
  /** The kind of a refusal, by lower-case words of its message. Any other refusal is `rejected`. */
  readonly refusals: Readonly<Record<string, StreamRefusal["kind"]>>;
}

/** Heartbeats come every second. With this bound, a stall is noticed within 10 s. */
const SILENCE_MS = 8_000;

const TOPICS_PER_CONNECTION = 20;

/**
 * Creates the socket protocol of Coinbase Advanced Trade and Coinbase Prime. A frame subscribes one channel. One counter numbers
 * all messages of a connection. An acknowledgement lists all subscriptions. Heartbeats are a channel.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview
 */
export function createCoinbaseSockets(facts: CoinbaseSocketFacts): SocketProtocol {
  return {
    keepAlive: [{ channel: facts.heartbeats, key: "" }],
    silenceMs: SILENCE_MS,
    topicsPerConnection: TOPICS_PER_CONNECTION,
    createSession: (parts) => createSession(facts, parts),
  };
}

function createSession(facts: CoinbaseSocketFacts, parts: SessionParts): SocketSession {
  const { channels, heartbeats, refusals } = facts;
  const subscribedAs = new Map(Object.entries(channels).map(([name, { sentAs }]) => [sentAs ?? name, name]));
  const answers = new CoinbaseAnswers();

  const channelOf = (name: string): CoinbaseChannel | undefined =>
    Object.hasOwn(channels, name) ? channels[name] : undefined;

  const readRefusal = (root: JsonObject): StreamRefusal | undefined => {
    if (root.text("type") !== "error") return undefined;
    const message = root.text("message") ?? "";
    const known = Object.keys(refusals).find((words) => message.toLowerCase().includes(words));
    const kind = (known !== undefined && refusals[known]) || "rejected";
    return { kind, reason: message };
  };

  const readSubscribed = (root: JsonObject): Topic[] =>
    root.list("events").flatMap((event) => {
      const subscriptions = event.requiredObject("subscriptions");
      return subscriptions.keys().flatMap((channel) => {
        const takesProducts = channelOf(channel)?.product !== undefined;
        const keys = takesProducts ? subscriptions.words(channel) : [""];
        return keys.map((key) => ({ channel, key }));
      });
    });

  const readData = (root: JsonObject, name: string): TopicEvents[] => {
    const product = channelOf(name)?.product;
    const events = root.list("events");
    if (product === undefined) return [{ channel: name, key: "", events }];
    const [only] = events;
    if (only !== undefined && events.length === 1 && product.list === undefined) {
      return [{ channel: name, key: only.requiredText(product.field), events }];
    }
    const byKey = new Map<string, JsonObject[]>();
    for (const event of events) {
      for (const key of keysOf(event, product)) {
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, [event]);
        else known.push(event);
      }
    }
    return [...byKey].map(([key, own]) => ({ channel: name, key, events: own }));
  };

  const readMessage = (root: JsonObject): StreamMessage => {
    const channel = root.text("channel");
    if (channel === undefined) {
      const refusal = readRefusal(root);
      const answer = refusal && answers.refuse(refusal);
      return answer === undefined ? { refusal } : { answer };
    }
    const sequence = root.count("sequence_num");
    const time = root.text("timestamp");
    if (channel === "subscriptions") {
      return { sequence, time, answer: answers.acknowledge(readSubscribed(root)) };
    }
    const name = subscribedAs.get(channel);
    const isData = name !== undefined && name !== heartbeats;
    return { sequence, time, data: isData ? readData(root, name) : [] };
  };

  return {
    sent: (action, topics) => answers.sent(action, topics),
    write: async (action, channel, keys) => {
      const products = keys.filter((key) => key !== "");
      const signature = await parts.sign({ action, channel, products });
      if (signature === undefined && channelOf(channel)?.isPrivate) {
        const call = { venue: parts.venue, operation: "stream" };
        throw unsupported(call, "the signer cannot sign subscriptions", "signer");
      }
      const frame = {
        ...signature,
        type: action,
        channel,
        ...(products.length > 0 && { product_ids: products }),
      };
      return [JSON.stringify(frame)];
    },
    read: (text) => [readMessage(readJsonObject(text))],
  };
}

/** Returns the products of an event, each once. */
function keysOf(
  event: JsonObject,
  { field, list }: { field: string; list?: string | undefined },
): Iterable<string> {
  if (list === undefined) return [event.requiredText(field)];
  return new Set(event.list(list).map((item) => item.requiredText(field)));
}
