import type { OrderType, TimeInForce } from "../../exchange/orders/order-terms.ts";
import type { JsonBody } from "../wire/json-body.ts";

/** The meaning of one key of `order_configuration`, and its fields. */
export interface ConfigurationKind {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** True when `quote_size` may replace `base_size`. */
  readonly sizedInQuote: boolean;
  readonly hasLimitPrice: boolean;
  readonly hasPostOnly: boolean;
  /** The field of the trigger price. */
  readonly stopField?: "stop_price" | "stop_trigger_price";
  /** Further fields, echoed as sent. */
  readonly otherFields: readonly string[];
  /** Undocumented fields that the venue adds when it echoes the configuration. */
  readonly echoed: JsonBody;
}

/** The configuration of an order as Coinbase echoes it. */
export interface SentConfiguration {
  /** The key of the configuration, such as "limit_limit_gtc". */
  readonly key: string;
  readonly fields: JsonBody;
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
  type: "limit",
  sizedInQuote: true,
  hasLimitPrice: true,
  hasPostOnly: true,
  otherFields: [],
  echoed: PLAIN_ECHO,
} as const;

const STOP_LIMIT = {
  type: "stop limit",
  sizedInQuote: false,
  hasLimitPrice: true,
  hasPostOnly: false,
  stopField: "stop_price",
  otherFields: ["stop_direction"],
  echoed: STOP_ECHO,
} as const;

const BRACKET = {
  type: "bracket",
  sizedInQuote: false,
  hasLimitPrice: true,
  hasPostOnly: false,
  stopField: "stop_trigger_price",
  otherFields: [],
  echoed: BRACKET_ECHO,
} as const;

/** The configurations that spot accepts. `market_market_fok` and `scaled_limit_gtc` are documented, but spot refuses them. */
export const CONFIGURATION_KINDS: Readonly<Record<string, ConfigurationKind>> = {
  market_market_ioc: {
    type: "market",
    timeInForce: "IOC",
    sizedInQuote: true,
    hasLimitPrice: false,
    hasPostOnly: false,
    otherFields: [],
    echoed: MARKET_ECHO,
  },
  sor_limit_ioc: { ...LIMIT, timeInForce: "IOC", hasPostOnly: false },
  limit_limit_gtc: { ...LIMIT, timeInForce: "GTC" },
  limit_limit_gtd: { ...LIMIT, timeInForce: "GTD" },
  limit_limit_fok: { ...LIMIT, timeInForce: "FOK", hasPostOnly: false },
  stop_limit_stop_limit_gtc: { ...STOP_LIMIT, timeInForce: "GTC" },
  stop_limit_stop_limit_gtd: { ...STOP_LIMIT, timeInForce: "GTD" },
  trigger_bracket_gtc: { ...BRACKET, timeInForce: "GTC" },
  trigger_bracket_gtd: { ...BRACKET, timeInForce: "GTD" },
  twap_limit_gtd: {
    ...LIMIT,
    type: "twap",
    timeInForce: "GTD",
    hasPostOnly: false,
    otherFields: ["start_time", "number_buckets", "bucket_size", "bucket_duration"],
  },
};
