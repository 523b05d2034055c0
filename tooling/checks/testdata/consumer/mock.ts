import {
  buildOrder,
  buildVenueError,
  createManualClock,
  createMockClient,
  createPaperClient,
  generateOrderBook,
  type MockClient,
  type MockClientOptions,
  OrderSide,
  OrderStatus,
  OrderType,
  type PaperClient,
  type VenueClient,
} from "@cqvx/mock";
import { type ContractSubject, type ContractTest, contract } from "@cqvx/mock/contract";

/** The program of a test whose package installs only the mock. The check `consumer` compiles and runs it. */
const options: MockClientOptions = { venue: "coinbase", clock: createManualClock(), lacks: ["getFills"] };
const mock: MockClient = createMockClient(options);
mock.onPlaceOrder((order) => ({
  orderId: "mock-12345",
  status: OrderStatus.FILLED,
  filledQuantity: order.quantity,
  averagePrice: order.price,
}));
mock.onGetOrder.inTurn(buildVenueError({ kind: "notFound" }), buildOrder({ orderId: "mock-12345" }));

const paper: PaperClient = createPaperClient({ books: { "BTC-USD": generateOrderBook({ seed: 7 }) } });

export async function buy(client: VenueClient): Promise<string> {
  const { orderId } = await client.placeOrder({
    symbol: "BTC-USD",
    side: OrderSide.BUY,
    type: OrderType.MARKET,
    quantity: "0.1",
  });
  return orderId;
}

await buy(mock);
await buy(paper);
if (mock.placeOrderCallCount() !== 1 || mock.calls.placeOrder[0]?.order.quantity !== "0.1")
  throw new Error("the call was not recorded");
if ((await paper.getFills()).length === 0) throw new Error("nothing was filled");

const subject = (): ContractSubject => ({ client: createPaperClient() });
const [first]: readonly ContractTest[] = contract(subject, { lacks: ["editOrder", "previewOrder"] });
await first?.run();
