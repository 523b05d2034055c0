/** The reasons for which the exchange refuses a new order. */
export type OrderRefusal =
  | "price off increment"
  | "base size off increment"
  | "quote size off increment"
  | "base size too small"
  | "base size too large"
  | "value too small"
  | "value too large"
  | "end time in the past"
  | "stop price below last price"
  | "stop price above last price"
  | "post-only would cross"
  | "no liquidity"
  | "insufficient funds";
