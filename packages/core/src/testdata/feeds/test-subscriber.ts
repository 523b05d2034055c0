import type { StreamOptions } from "../../contract/subscription.ts";
import type { FeedPool } from "../../feeds/feed.ts";
import { createSubscriber, type Subscriber, type SubscriberParts } from "../../subscribers/subscriber.ts";
import { collectLog, type LogEntry } from "../clients/test-client.ts";

export interface TestSubscriber<Item> {
  readonly subscriber: Subscriber<Item>;
  readonly logged: readonly LogEntry[];
  /** Returns the number of times it has left its feed. */
  left(): number;
}

export interface TestSubscriberOptions extends StreamOptions {
  readonly leave?: () => Promise<void>;
}

/** Creates a subscriber as a `subscribe…` method does. */
export function createTestSubscriber<Item>(
  createDelivery: SubscriberParts<Item>["createDelivery"],
  options: TestSubscriberOptions = {},
): TestSubscriber<Item> {
  const { logger, logged } = collectLog();
  const { leave: leaveStream = async () => {} } = options;
  let left = 0;
  const leave = (): Promise<void> => {
    left += 1;
    return leaveStream();
  };
  const call = { venue: "testvenue", operation: "subscribeTest" };
  const subscriber = createSubscriber({ call, options, logger, createDelivery, leave });
  return { subscriber, logged, left: () => left };
}

/** Creates a subscriber that joins the feed of a key and leaves it at its end. */
export function joinFeed<Item>(
  pool: FeedPool<Item>,
  key: string,
  createDelivery: SubscriberParts<Item>["createDelivery"],
  options: StreamOptions = {},
): TestSubscriber<Item> {
  const leave = (): Promise<void> => pool.leave(key, joined.subscriber);
  const joined: TestSubscriber<Item> = createTestSubscriber(createDelivery, { ...options, leave });
  pool.join(key, joined.subscriber);
  return joined;
}
