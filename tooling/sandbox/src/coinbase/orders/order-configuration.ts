import type { JsonBody } from "../wire/json-body.ts";

export type OrderType = "MARKET" | "LIMIT" | "STOP_LIMIT" | "BRACKET" | "TWAP";
export type TimeInForce =
  | "IMMEDIATE_OR_CANCEL"
  | "FILL_OR_KILL"
  | "GOOD_UNTIL_CANCELLED"
  | "GOOD_UNTIL_DATE_TIME";

/** What one key of `order_configuration` means, and which fields belong to it. */
export interface ConfigurationKind {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Whether `quote_size` may stand instead of `base_size`. */
  readonly sizedInQuote: boolean;
  readonly hasLimitPrice: boolean;
  readonly hasPostOnly: boolean;
  /** The field of the price that sets the order off. */
  readonly stopField?: "stop_price" | "stop_trigger_price";
  /** Further fields that are kept as sent. */
  readonly otherFields: readonly string[];
  /** What the venue adds when it echoes the configuration; its documentation does not have these. */
  readonly echoed: JsonBody;
}

const PLAIN_ECHO: JsonBody = { currency_size: null, oco_ref: "", reduce_only: false, rfq_disabled: false };
const MARKET_ECHO: JsonBody = { ...PLAIN_ECHO, rfq_enabled: false };
const STOP_ECHO: JsonBody = { currency_size: null, oco_ref: "", reduce_only: false };
const BRACKET_ECHO: JsonBody = {
  oco_ref: "",
  reduce_only: false,
  stop_loss_price: "",
  take_profit_price: "",
  trailing_offset: "",
};

const LIMIT = {
  type: "LIMIT",
  sizedInQuote: true,
  hasLimitPrice: true,
  hasPostOnly: true,
  otherFields: [],
  echoed: PLAIN_ECHO,
} as const;

const STOP_LIMIT = {
  type: "STOP_LIMIT",
  sizedInQuote: false,
  hasLimitPrice: true,
  hasPostOnly: false,
  stopField: "stop_price",
  otherFields: ["stop_direction"],
  echoed: STOP_ECHO,
} as const;

const BRACKET = {
  type: "BRACKET",
  sizedInQuote: false,
  hasLimitPrice: true,
  hasPostOnly: false,
  stopField: "stop_trigger_price",
  otherFields: [],
  echoed: BRACKET_ECHO,
} as const;

/** The configurations that spot takes. `market_market_fok` and `scaled_limit_gtc` are documented, and spot refuses them. */
export const CONFIGURATION_KINDS: Readonly<Record<string, ConfigurationKind>> = {
  market_market_ioc: {
    type: "MARKET",
    timeInForce: "IMMEDIATE_OR_CANCEL",
    sizedInQuote: true,
    hasLimitPrice: false,
    hasPostOnly: false,
    otherFields: [],
    echoed: MARKET_ECHO,
  },
  sor_limit_ioc: { ...LIMIT, timeInForce: "IMMEDIATE_OR_CANCEL", hasPostOnly: false },
  limit_limit_gtc: { ...LIMIT, timeInForce: "GOOD_UNTIL_CANCELLED" },
  limit_limit_gtd: { ...LIMIT, timeInForce: "GOOD_UNTIL_DATE_TIME" },
  limit_limit_fok: { ...LIMIT, timeInForce: "FILL_OR_KILL", hasPostOnly: false },
  stop_limit_stop_limit_gtc: { ...STOP_LIMIT, timeInForce: "GOOD_UNTIL_CANCELLED" },
  stop_limit_stop_limit_gtd: { ...STOP_LIMIT, timeInForce: "GOOD_UNTIL_DATE_TIME" },
  trigger_bracket_gtc: { ...BRACKET, timeInForce: "GOOD_UNTIL_CANCELLED" },
  trigger_bracket_gtd: { ...BRACKET, timeInForce: "GOOD_UNTIL_DATE_TIME" },
  twap_limit_gtd: {
    ...LIMIT,
    type: "TWAP",
    timeInForce: "GOOD_UNTIL_DATE_TIME",
    hasPostOnly: false,
    otherFields: ["start_time", "number_buckets", "bucket_size", "bucket_duration"],
  },
};
