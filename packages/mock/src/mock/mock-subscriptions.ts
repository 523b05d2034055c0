import type { CapabilityMethod } from "@cqvx/core";
import type { ClientOperations, FeedSource } from "@cqvx/core/in-memory";
import { createDelayedSource } from "../venue/delayed-source.ts";
import type { LocalParts } from "../venue/local-parts.ts";
import type { MemoryFeeds } from "../venue/memory-feeds.ts";
import { ALL_ORDERS } from "../venue/stream-facts.ts";
import type { AnswerBooks } from "./answers/answers.ts";
import type { Replies } from "./answers/replies.ts";
import type { MockFeeds } from "./streams/mock-feeds.ts";
import type { StreamMemory } from "./streams/stream-memory.ts";

/** The stream of each subscribing method. */
const STREAM_OF = {
  subscribeOrderBook: "orderBook",
  subscribeTrades: "trades",
  subscribeOrders: "orders",
} as const;

type SubscribeMethod = keyof typeof STREAM_OF;

/** The parts of the mock that its subscriptions use. */
export interface MockSubscriptionParts {
  readonly parts: LocalParts;
  readonly answers: AnswerBooks;
  readonly replies: Replies;
  readonly memory: StreamMemory;
  readonly feeds: MockFeeds;
}

export interface MockSubscriptions {
  readonly operations: Required<Pick<ClientOperations, SubscribeMethod>>;
  /** True when an item was emitted with which a subscription of the method can start. */
  hasEmitted(method: CapabilityMethod, symbol: unknown): boolean;
}

/** Creates the subscribing operations. A subscription starts with the emitted items, or with its answer if there are none. */
export function createMockSubscriptions(mock: MockSubscriptionParts): MockSubscriptions {
  const { parts, answers, replies, memory, feeds } = mock;
  const hasEmitted = (method: SubscribeMethod, symbol: string): boolean =>
    memory.hasEmitted(STREAM_OF[method], symbol);
  const wait = async (left: AbortSignal): Promise<void> => {
    if (parts.latencyMs > 0) await parts.runtime.clock.sleep(parts.latencyMs, left);
  };
  const open = <Item>(
    method: SubscribeMethod,
    { pool }: MemoryFeeds<Item>,
    key: string,
    ask: () => Promise<void>,
  ): FeedSource<Item> => {
    // Emitted items replace the answer when none is set.
    const isAnswered = (): boolean => !answers[method].has() && hasEmitted(method, key);
    return createDelayedSource({ pool, key }, (left) => (isAnswered() ? wait(left) : ask()));
  };
  return {
    operations: {
      subscribeOrderBook: (symbol, call) =>
        open("subscribeOrderBook", feeds.orderBook, symbol, () =>
          replies.to("subscribeOrderBook", call, [symbol], (book) => memory.start.orderBook(symbol, book)),
        ),
      subscribeTrades: (symbol, call) =>
        open("subscribeTrades", feeds.trades, symbol, () =>
          replies.to("subscribeTrades", call, [symbol], (trades) => memory.start.trades(symbol, trades)),
        ),
      subscribeOrders: (call) =>
        open("subscribeOrders", feeds.orders, ALL_ORDERS, () =>
          replies.to("subscribeOrders", call, [], memory.start.orders),
        ),
    },
    hasEmitted: (method, symbol) =>
      isSubscribe(method) && hasEmitted(method, typeof symbol === "string" ? symbol : ALL_ORDERS),
  };
}

function isSubscribe(method: CapabilityMethod): method is SubscribeMethod {
  return method in STREAM_OF;
}
