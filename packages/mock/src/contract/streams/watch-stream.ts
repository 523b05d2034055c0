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
import type { ContractClient } from "../declaration/contract-subject.ts";
import { expectSame, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { whenSettled } from "../trial/when-settled.ts";

/** A subscription with all the items and states that it has delivered. It is closed at the end of its scope. */
export interface Watched<Item> extends AsyncDisposable {
  readonly subscription: Subscription;
  readonly items: readonly Item[];
  /** The states passed to `onState`. */
  readonly states: readonly StreamState[];
}

/** A symbol, and the part of a client that streams it. */
interface StreamSource<Method extends keyof ContractClient> {
  readonly client: Pick<ContractClient, Method>;
  readonly symbol: string;
}

export function watchBooks(
  { client, symbol }: StreamSource<"subscribeOrderBook">,
  options: SubscribeOptions = {},
): Promise<Watched<BookUpdate>> {
  return watch((push, onState) =>
    client.subscribeOrderBook(symbol, (book, { state }) => push({ book, state }), { onState, ...options }),
  );
}

export function watchTrades(
  { client, symbol }: StreamSource<"subscribeTrades">,
  options: SubscribeTradesOptions = {},
): Promise<Watched<Trade>> {
  return watch((push, onState) => client.subscribeTrades(symbol, push, { onState, ...options }));
}

export function watchOrders(
  { client: { subscribeOrders } }: Pick<StreamSource<"subscribeOrders">, "client">,
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

/** One kind of stream, for promises about every kind. */
export interface StreamKind {
  readonly name: CapabilityMethod;
  open(handler: () => unknown, options?: StreamOptions): Promise<Subscription>;
}

/** Returns the kinds of streams that the client has. */
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

/** Checks that a subscription ends as closed, without an error. */
export async function expectClosed(trial: Trial, name: string, subscription: Subscription): Promise<void> {
  const { reason, error } = await whenSettled(trial, `closed of ${name}`, subscription.closed);
  expectSame(reason, "closed", `the reason why ${name} ended`);
  expectThat(error === undefined, `${name} should end without an error`, error);
  expectSame(subscription.state, "closed", `state of ${name}`);
}
