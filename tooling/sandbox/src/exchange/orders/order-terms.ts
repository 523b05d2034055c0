import type { Decimal } from "../../numbers/decimal.ts";

export type OrderType = "market" | "limit" | "stop limit" | "bracket" | "twap";

/** Good till cancelled, good till date, immediate or cancel, fill or kill. */
export type TimeInForce = "GTC" | "GTD" | "IOC" | "FOK";

/** The direction in which the last price has to pass the stop price. */
export type StopDirection = "up" | "down";

/** The terms of an order. */
export interface OrderTerms {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** In base currency. Exactly one of the two sizes is present. */
  readonly baseSize?: Decimal;
  /** In quote currency, fees included. */
  readonly quoteSize?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly stopDirection?: StopDirection;
  readonly postOnly: boolean;
  readonly endTimeMs?: number;
}
