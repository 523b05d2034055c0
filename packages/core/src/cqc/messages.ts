/** The CQC messages as types only. Importing them loads no generated schema. */
export type { MarketData } from "../gen/cqc/markets/v1/market_data_pb.ts";
export type { OrderBook, PriceLevel } from "../gen/cqc/markets/v1/order_book_pb.ts";
export type { Price } from "../gen/cqc/markets/v1/price_pb.ts";
export type { Trade } from "../gen/cqc/markets/v1/trade_pb.ts";
export type { Timestamp } from "../gen/cqc/types/v1/timestamp_pb.ts";
export type { AssetBalance, Balance } from "../gen/cqc/venues/v1/balance_pb.ts";
export type { ExecutionReport } from "../gen/cqc/venues/v1/execution_report_pb.ts";
export type { Order } from "../gen/cqc/venues/v1/order_pb.ts";
export type { Product } from "../gen/cqc/venues/v1/product_pb.ts";
export type { Venue } from "../gen/cqc/venues/v1/venue_pb.ts";
