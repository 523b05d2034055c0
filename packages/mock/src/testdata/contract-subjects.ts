import { OrderStatus } from "@cqvx/core";
import type { ContractLevers, ContractSubject } from "../contract.ts";
import { createMockClient, type MockClient } from "../mock/mock-client.ts";
import { createPaperClient, type PaperClient } from "../paper/paper-client.ts";

const OPEN = [OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED];
const SYMBOL = "BTC-USD";

/** Creates a paper client with its own exchange. */
export function createPaperSubject(): ContractSubject & { readonly client: PaperClient } {
  const client = createPaperClient();
  return { client, levers: leversOf(client) };
}

function leversOf(paper: PaperClient): ContractLevers {
  return {
    trade: (side, quantity) => paper.trade(SYMBOL, { side, quantity }),
    interrupt: () => {
      paper.interruptStreams();
      paper.resumeStreams();
    },
    holdReplies: () => {
      paper.holdReplies();
      return () => paper.releaseReplies();
    },
    takeDown: () => {
      paper.takeDown();
      return () => paper.bringUp();
    },
  };
}

/** Creates a mock that sends every call to a paper client. */
export function createMockOverPaperSubject(): ContractSubject {
  const paper = createPaperClient();
  return { client: createMockClient({ over: paper }), levers: leversOf(paper) };
}

/** Creates a mock whose answers and stream items all come from a paper client. */
export async function createMockSubject(): Promise<ContractSubject> {
  const paper = createPaperClient();
  const { methods, orderTypes } = paper.capabilities;
  const client = createMockClient({
    orderTypes,
    lacks: methods.editOrder ? [] : ["editOrder", "previewOrder"],
  });
  answerFrom(paper, client);
  await emitFrom(paper, client);
  return { client, levers: leversOf(paper), dispose: () => paper.close() };
}

function answerFrom(paper: PaperClient, client: MockClient): void {
  client.onPlaceOrder((order, { signal }) => paper.placeOrder(order, { signal }));
  client.onCancelOrder((orderId, { signal }) => paper.cancelOrder(orderId, { signal }));
  client.onGetOrder((orderId, { signal }) => paper.getOrder(orderId, { signal }));
  client.onGetOrders((filter, { signal }) => paper.getOrders(filter, { signal }));
  client.onGetBalance((includeZero, { signal }) => paper.getBalance({ includeZero, signal }));
  client.onGetOrderBook((symbol, depth, { signal }) => paper.getOrderBook(symbol, { depth, signal }));
  client.onGetFills((filter, { signal }) => paper.getFills(filter, { signal }));
  client.onGetProducts((symbols, { signal }) => paper.getProducts({ symbols }, { signal }));
  client.onHealth(async ({ signal }) => {
    const { latencyMs } = await paper.health({ signal });
    return { latencyMs };
  });
}

async function emitFrom(paper: PaperClient, client: MockClient): Promise<void> {
  await paper.subscribeOrderBook(SYMBOL, (book) => client.emitOrderBook(book), {
    depth: Number.POSITIVE_INFINITY,
    onState: (state) => client.emitState(state),
  });
  await paper.subscribeTrades(SYMBOL, (trade) => client.emitTrade(trade));
  await paper.subscribeOrders((order) => client.emitOrder(order));
  client.onSubscribeOrderBook((symbol, { signal }) => paper.getOrderBook(symbol, { signal }));
  client.onSubscribeTrades(async (symbol, { signal }) => {
    // Rejects for an unknown symbol.
    await paper.getOrderBook(symbol, { signal });
    return [];
  });
  client.onSubscribeOrders(({ signal }) => paper.getOrders({ statuses: OPEN }, { signal }));
}
