/**
 * The basic use of CQVX: an order, the book, a stream of the book, and the venue's health. By default it
 * starts a sandbox; `--live` trades with real money.
 */

import { setTimeout as wait } from "node:timers/promises";
// Step 1: import the venue's package. It exports everything that a service needs.
import {
  createCoinbaseClient,
  isVenueError,
  type Logger,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
} from "@cqvx/coinbase";
import { openVenue } from "./venue.ts";

// Step 2: pass the service's own logger, of pino's shape. Without one, warnings go to stderr.
const log =
  (level: string): Logger["info"] =>
  (fields, message) =>
    console.log(level.padEnd(5), message, JSON.stringify(fields));
const logger: Logger = { debug: () => {}, info: log("info"), warn: log("warn"), error: log("error") };

// Step 3: configure the client. With --live the keys are COINBASE_KEY_NAME and COINBASE_PRIVATE_KEY in the environment.
const venue = await openVenue(process.argv.includes("--live"));
console.log(`CQVX on ${venue.description}`);

// Step 4: create the client. It sends nothing before the first call.
const client = createCoinbaseClient({ ...venue.config, timeoutMs: 10_000 }, { logger });

// Step 5: use the client. Every venue's client has these methods.
try {
  // Trading. The kind of an error tells if the order was placed.
  try {
    const { orderId, status } = await client.placeOrder({
      symbol: "BTC-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      quantity: "0.1",
      price: "50000.00",
    });
    logger.info({ orderId, status: nameOf(OrderStatus, status) }, "order placed");
  } catch (error) {
    if (isVenueError(error, "rejected")) logger.error({ code: error.code }, "the venue refused the order");
    else if (isVenueError(error, "outcomeUnknown"))
      logger.error({ clientOrderId: error.clientOrderId }, "the order may have been placed: look it up");
    else logger.error({ error }, "order failed");
  }

  // Market data.
  const { bids, asks } = await client.getOrderBook("BTC-USD", { depth: 5 });
  logger.info({ bid: bids[0]?.price, ask: asks[0]?.price }, "order book");

  // Streaming. The handler receives the whole book after each change.
  let updates = 0;
  const stream = await client.subscribeOrderBook("BTC-USD", (book) => {
    updates += 1;
    if (updates <= 5) logger.info({ bids: book.bids.length }, "order book update");
  });
  await wait(2_000);
  await stream.close();

  // Health. It rejects when the venue cannot be reached or refuses the keys.
  await client.health().then(
    ({ latencyMs }) => logger.info({ latencyMs }, "venue healthy"),
    (error: unknown) => logger.warn({ error }, "venue unhealthy"),
  );
} finally {
  // Cancels running calls and closes streams.
  await client.close();
  await venue.close();
}
