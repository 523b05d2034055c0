import type { Check } from "./check.ts";
import { balance } from "./checks/balance.ts";
import { fills } from "./checks/fills.ts";
import { health } from "./checks/health.ts";
import { order } from "./checks/order.ts";
import { orderBook } from "./checks/order-book.ts";
import { orders } from "./checks/orders.ts";
import { products } from "./checks/products.ts";
import { streamedBook } from "./checks/streamed-book.ts";
import { streamedOrders } from "./checks/streamed-orders.ts";
import { streamedTrades } from "./checks/streamed-trades.ts";

/** All checks, in the order in which they run. */
export const CHECKS: readonly Check[] = [
  health,
  balance,
  orders,
  order,
  fills,
  products,
  orderBook,
  streamedBook,
  streamedTrades,
  streamedOrders,
];
