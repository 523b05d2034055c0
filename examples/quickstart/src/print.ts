import {
  type Balance,
  type ExecutionReport,
  nameOf,
  type Order,
  type OrderBook,
  OrderSide,
  OrderStatus,
  OrderType,
} from "@cqvx/coinbase";

/** Prints the heading of a step. */
export function heading(text: string): void {
  console.log(`\n── ${text} ${"─".repeat(Math.max(0, 76 - text.length))}`);
}

export function line(label: string, text: string): void {
  console.log(`   ${label.padEnd(14)} ${text}`);
}

export function printReport(report: ExecutionReport): void {
  line("order", report.orderId);
  line("client order", report.clientOrderId);
  line("status", nameOf(OrderStatus, report.status));
}

export function describeOrder(order: Order): string {
  const size = order.quantity ?? `${order.quoteQuantity ?? "?"} (quote)`;
  const price = order.price === undefined ? "at market" : `at ${order.price}`;
  const filled = order.filledQuantity === undefined ? "" : `, filled ${order.filledQuantity}`;
  const average = order.averagePrice === undefined ? "" : ` at ${order.averagePrice}`;
  const description = `${nameOf(OrderSide, order.side)} ${size} ${order.symbol} ${nameOf(OrderType, order.type)} ${price}`;
  return `${nameOf(OrderStatus, order.status).padEnd(10)} ${description}${filled}${average}`;
}

export function printBalance({ assets }: Balance): void {
  for (const { asset, total, available, locked } of assets) {
    line(
      asset,
      `${total.padStart(24)} total   ${(available ?? "?").padStart(24)} available   ${locked ?? "0"} held`,
    );
  }
}

/** Prints a book with asks above bids, best prices in the middle. */
export function printBook({ bids, asks }: OrderBook): void {
  for (const ask of asks.toReversed()) line("ask", `${ask.price.padStart(12)}  ${ask.quantity}`);
  for (const bid of bids) line("bid", `${bid.price.padStart(12)}  ${bid.quantity}`);
}
