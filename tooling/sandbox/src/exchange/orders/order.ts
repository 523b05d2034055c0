import type { Product } from "../../coinbase/catalogue/products.ts";
import type { OrderTerms } from "../../coinbase/orders/read-order-terms.ts";
import { type Decimal, smaller, ZERO } from "../../numbers/decimal.ts";
import type { Side } from "../market/order-book.ts";

export type OrderStatus = "PENDING" | "OPEN" | "FILLED" | "CANCELLED" | "EXPIRED" | "CANCEL_QUEUED";

/** One order of the account. */
export interface Order {
  /** Ascends with every order, whatever the clock says. */
  readonly sequence: number;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly product: Product;
  readonly side: Side;
  readonly createdMs: number;
  readonly createdTime: string;
  terms: OrderTerms;
  /** What is to be traded in base currency; undefined when only a `quote_size` bounds the order. */
  baseSize: Decimal | undefined;
  /** The limit it works at now: a bracket that was set off works at another than its own. */
  workingLimit: Decimal | undefined;
  status: OrderStatus;
  trigger: "INVALID_ORDER_TYPE" | "STOP_PENDING" | "STOP_TRIGGERED";
  filledSize: Decimal;
  filledValue: Decimal;
  fees: Decimal;
  fillCount: number;
  /** What is held for it, in the currency that it pays with. */
  hold: Decimal;
  /** When the venue gets round to taking it, or to cancelling it. */
  acceptAtMs: number | undefined;
  cancelAtMs: number | undefined;
  cancelMessage: string;
  lastFillTime: string | null;
  lastUpdateTime: string;
  readonly edits: OrderEdit[];
}

export interface OrderEdit {
  readonly price: string;
  readonly size: string;
  readonly acceptedTime: string;
}

/** One execution of an order. */
export interface Fill {
  readonly sequence: number;
  readonly order: Order;
  readonly entryId: string;
  readonly tradeId: string;
  readonly price: Decimal;
  /** In base currency. */
  readonly size: Decimal;
  readonly commission: Decimal;
  readonly liquidity: "MAKER" | "TAKER";
  readonly timeMs: number;
  readonly time: string;
}

const LIVE: ReadonlySet<OrderStatus> = new Set(["PENDING", "OPEN", "CANCEL_QUEUED"]);

export function isLive({ status }: Order): boolean {
  return LIVE.has(status);
}

/** The currency that an order pays with, and in which its hold is. */
export function payingCurrency({ side, product }: Order): string {
  return side === "BUY" ? product.quote : product.base;
}

/** What is left to trade of an order with a base size. */
export function remainingSize({ baseSize, filledSize }: Order): Decimal {
  return baseSize === undefined ? ZERO : baseSize.minus(smaller(baseSize, filledSize));
}
