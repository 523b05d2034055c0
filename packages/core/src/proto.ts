/** `@cqvx/core/proto`: the generated schemas of CQC, for services that encode messages. No other entry loads them. */
export {
  file_cqc_markets_v1_market_data,
  type MarketData,
  MarketDataSchema,
} from "./gen/cqc/markets/v1/market_data_pb.ts";
export {
  file_cqc_markets_v1_order_book,
  type OrderBook,
  OrderBookSchema,
  type PriceLevel,
  PriceLevelSchema,
} from "./gen/cqc/markets/v1/order_book_pb.ts";
export { file_cqc_markets_v1_price, type Price, PriceSchema } from "./gen/cqc/markets/v1/price_pb.ts";
export { file_cqc_markets_v1_trade, type Trade, TradeSchema } from "./gen/cqc/markets/v1/trade_pb.ts";
export {
  file_cqc_types_v1_timestamp,
  type Timestamp,
  TimestampSchema,
} from "./gen/cqc/types/v1/timestamp_pb.ts";
export {
  type AssetBalance,
  AssetBalanceSchema,
  type Balance,
  BalanceSchema,
  file_cqc_venues_v1_balance,
} from "./gen/cqc/venues/v1/balance_pb.ts";
export {
  file_cqc_venues_v1_enums,
  Liquidity,
  LiquiditySchema,
  OrderSide,
  OrderSideSchema,
  OrderStatus,
  OrderStatusSchema,
  OrderType,
  OrderTypeSchema,
  ProductStatus,
  ProductStatusSchema,
  TimeInForce,
  TimeInForceSchema,
} from "./gen/cqc/venues/v1/enums_pb.ts";
export {
  type ExecutionReport,
  ExecutionReportSchema,
  file_cqc_venues_v1_execution_report,
} from "./gen/cqc/venues/v1/execution_report_pb.ts";
export { file_cqc_venues_v1_order, type Order, OrderSchema } from "./gen/cqc/venues/v1/order_pb.ts";
export { file_cqc_venues_v1_product, type Product, ProductSchema } from "./gen/cqc/venues/v1/product_pb.ts";
export { file_cqc_venues_v1_venue, type Venue, VenueSchema } from "./gen/cqc/venues/v1/venue_pb.ts";
