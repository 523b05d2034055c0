import type {
  BookUpdate,
  CapabilityMethod,
  Order,
  StreamOptions,
  StreamState,
  SubscribeOptions,
  SubscribeOrdersOptions,
  SubscribeTradesOptions,
  Subscription,
  Trade,
} from "@cqvx/core";
import { expectSame, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { whenSettled } from "../trial/when-settled.ts";

/** A subscription with all that it has told so far. It is closed where its scope ends. */
export interface Watched<Item> extends AsyncDisposable {
  readonly subscription: Subscription;
  readonly items: readonly Item[];
  /** By `onState`. */
  readonly states: readonly StreamState[];
}

export function watchBooks(
  { client, symbol }: Trial,
  options: SubscribeOptions = {},
): Promise<Watched<BookUpdate>> {
  return watch((push, onState) =>
    client.subscribeOrderBook(symbol, (book, { state }) => push({ book, state }), { onState, ...options }),
  );
}

export function watchTrades(
  { client, symbol }: Trial,
  options: SubscribeTradesOptions = {},
): Promise<Watched<Trade>> {
  return watch((push, onState) => client.subscribeTrades(symbol, push, { onState, ...options }));
}

export function watchOrders(
  { client: { subscribeOrders } }: Trial,
  options: SubscribeOrdersOptions = {},
): Promise<Watched<Order>> {
  return watch((push, onState) => {
    expectThat(subscribeOrders !== undefined, "the client should have subscribeOrders");
    return subscribeOrders(push, { onState, ...options });
  });
}

async function watch<Item>(
  subscribe: (push: (item: Item) => void, onState: (state: StreamState) => void) => Promise<Subscription>,
): Promise<Watched<Item>> {
  const items: Item[] = [];
  const states: StreamState[] = [];
  const subscription = await subscribe(
    (item) => void items.push(item),
    (state) => void states.push(state),
  );
  return { subscription, items, states, [Symbol.asyncDispose]: () => subscription.close() };
}

/** One kind of stream, for what holds of all. */
export interface StreamKind {
  readonly name: CapabilityMethod;
  open(handler: () => unknown, options?: StreamOptions): Promise<Subscription>;
}

/** The kinds of streams that a client has. */
export function streamsOf({ client, symbol }: Trial): StreamKind[] {
  const { subscribeOrders } = client;
  const kinds: StreamKind[] = [
    {
      name: "subscribeOrderBook",
      open: (handler, options) => client.subscribeOrderBook(symbol, handler, options),
    },
    { name: "subscribeTrades", open: (handler, options) => client.subscribeTrades(symbol, handler, options) },
  ];
  if (subscribeOrders !== undefined) kinds.push({ name: "subscribeOrders", open: subscribeOrders });
  return kinds.filter(({ name }) => client.capabilities.methods[name]);
}

/** That a subscription is over, or is about to be, because it was closed. */
export async function expectClosed(trial: Trial, name: string, subscription: Subscription): Promise<void> {
  const { reason, error } = await whenSettled(trial, `closed of ${name}`, subscription.closed);
  expectSame(reason, "closed", `why ${name} is over`);
  expectThat(error === undefined, `${name} should be over without an error`, error);
  expectSame(subscription.state, "closed", `state of ${name}`);
}
