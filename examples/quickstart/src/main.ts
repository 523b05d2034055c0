/**
 * The quickstart of CQVX on Coinbase: health, the book, a limit order, a market order, a rejected order, the list of
 * orders, a cancel, balances, and a live ladder of the book with the trades beside it. By default it starts a sandbox;
 * `--live` trades with real money.
 */
import {
  type CoinbaseClient,
  isVenueError,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  TimeInForce,
} from "@cqvx/coinbase";
import { showLive } from "./live.ts";
import { describeOrder, heading, line, printBalance, printBook, printReport } from "./print.ts";
import { openVenue } from "./venue.ts";

const SYMBOL = "BTC-USD";

async function showHealth(client: CoinbaseClient): Promise<void> {
  heading("health");
  const { auth, canTrade, latencyMs, clockOffsetMs = 0 } = await client.health();
  const direction = clockOffsetMs < 0 ? "behind" : "ahead";
  line("credentials", auth === "ok" ? `accepted, may trade: ${canTrade}` : "none");
  line(
    "round trip",
    `${latencyMs.toFixed(1)} ms, venue clock ${Math.abs(clockOffsetMs).toFixed(1)} ms ${direction}`,
  );
}

async function showBook(client: CoinbaseClient): Promise<string> {
  heading(`the book of ${SYMBOL}, 5 levels`);
  const book = await client.getOrderBook(SYMBOL, { depth: 5 });
  printBook(book);
  const [best] = book.bids;
  if (best === undefined) throw new Error(`no bids for ${SYMBOL}`);
  return best.price;
}

/** Places a limit order at half the best bid. It rests in the book until it is cancelled. */
async function placeLimitOrder(client: CoinbaseClient, bestBid: string): Promise<string> {
  const price = String(BigInt(bestBid.replace(/\..*/, "")) / 2n);
  heading(`a limit order: buy 0.0002 ${SYMBOL} at ${price}`);
  const report = await client.placeOrder({
    symbol: SYMBOL,
    side: OrderSide.BUY,
    type: OrderType.LIMIT,
    timeInForce: TimeInForce.GTC,
    quantity: "0.0002",
    price,
    postOnly: true,
  });
  printReport(report);
  return report.orderId;
}

async function placeMarketOrder(client: CoinbaseClient): Promise<void> {
  heading(`a market order: buy ${SYMBOL} for 5 USD`);
  const report = await client.placeOrder({
    symbol: SYMBOL,
    side: OrderSide.BUY,
    type: OrderType.MARKET,
    quoteQuantity: "5",
  });
  printReport(report);
  const order = await client.getOrder(report.orderId);
  line("final state", describeOrder(order));
  line("fee", `${order.fee ?? "?"} ${order.feeAsset ?? ""}`);
}

async function placeTooLargeOrder(client: CoinbaseClient, price: string): Promise<void> {
  heading("an order that the account cannot pay for");
  try {
    await client.placeOrder({
      symbol: SYMBOL,
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      quantity: "1000",
      price,
    });
  } catch (error) {
    if (!isVenueError(error, "rejected")) throw error;
    line("error", error.message);
    line(
      "for programs",
      `kind ${error.kind}, code ${error.code}, sent ${error.sent}, retryable ${error.retryable}`,
    );
  }
}

async function listAndCancel(client: CoinbaseClient, orderId: string): Promise<void> {
  heading("the latest orders");
  for (const order of await client.getOrders({ symbols: [SYMBOL], limit: 5 }))
    line(order.orderId.slice(0, 8), describeOrder(order));
  heading("cancel the limit order");
  line("status", nameOf(OrderStatus, await client.cancelOrder(orderId)));
}

async function run(live: boolean): Promise<void> {
  const { client, close, cutStreams, description } = await openVenue(live);
  try {
    console.log(`CQVX on ${description}`);
    await showHealth(client);
    const bestBid = await showBook(client);
    const orderId = await placeLimitOrder(client, bestBid);
    await placeMarketOrder(client);
    await placeTooLargeOrder(client, bestBid);
    await listAndCancel(client, orderId);
    heading("balances");
    printBalance(await client.getBalance());
    await showLive(client, SYMBOL, cutStreams);
    console.log();
  } finally {
    await close();
  }
}

try {
  await run(process.argv.includes("--live"));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
