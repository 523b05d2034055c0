import { Liquidity, OrderSide, OrderStatus, OrderType, ProductStatus, TimeInForce } from "../cqc/enums.ts";
import type {
  Balance,
  ExecutionReport,
  MarketData,
  Order,
  OrderBook,
  Price,
  Product,
  Timestamp,
  Trade,
  Venue,
} from "../cqc/messages.ts";

/** One literal per message with every field set, as venue packages build them. */

export const TIMESTAMP: Timestamp = {
  $typeName: "cqc.types.v1.Timestamp",
  seconds: "1767323045",
  nanos: 123_456_789,
};

export const TIMESTAMP_ISO = "2026-01-02T03:04:05.123456789Z";

export const ORDER: Order = {
  $typeName: "cqc.venues.v1.Order",
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTD,
  quantity: "0.10",
  quoteQuantity: "5000.00",
  price: "50000.00",
  stopPrice: "49000",
  startTime: TIMESTAMP,
  expireTime: TIMESTAMP,
  postOnly: false,
  displayQuantity: "0.01",
  participationRate: "0.1",
  clientOrderId: "client-1",
  orderId: "order-1",
  status: OrderStatus.PARTIALLY_FILLED,
  filledQuantity: "0.05",
  filledQuoteQuantity: "2500.00",
  remainingQuantity: "0.05",
  averagePrice: "50000.00",
  fee: "1.50",
  feeAsset: "USD",
  createdTime: TIMESTAMP,
  updatedTime: TIMESTAMP,
  rejectReason: "none",
  venueStatus: "OPEN",
  venueType: "limit_limit_gtd",
};

export const EXECUTION_REPORT: ExecutionReport = {
  $typeName: "cqc.venues.v1.ExecutionReport",
  orderId: "order-1",
  clientOrderId: "client-1",
  executionId: "execution-1",
  tradeId: "trade-1",
  symbol: "BTC-USD",
  side: OrderSide.SELL,
  type: OrderType.MARKET,
  timeInForce: TimeInForce.IOC,
  status: OrderStatus.FILLED,
  quantity: "0.1",
  quoteQuantity: "5000",
  price: "50000",
  stopPrice: "49000",
  filledQuantity: "0.1",
  remainingQuantity: "0",
  averagePrice: "50000",
  lastPrice: "50000",
  lastQuantity: "0.1",
  lastQuoteQuantity: "5000",
  fee: "1.5",
  feeAsset: "USD",
  liquidity: Liquidity.TAKER,
  timestamp: TIMESTAMP,
  rejectReason: "none",
  venueStatus: "DONE",
};

export const TRADE: Trade = {
  $typeName: "cqc.markets.v1.Trade",
  tradeId: "trade-1",
  symbol: "BTC-USD",
  price: "50000.00",
  quantity: "0.10",
  side: OrderSide.BUY,
  timestamp: TIMESTAMP,
};

export const ORDER_BOOK: OrderBook = {
  $typeName: "cqc.markets.v1.OrderBook",
  symbol: "BTC-USD",
  bids: [
    { $typeName: "cqc.markets.v1.PriceLevel", price: "49999.99", quantity: "1.50", orderCount: 3 },
    { $typeName: "cqc.markets.v1.PriceLevel", price: "49999.98", quantity: "2" },
  ],
  asks: [{ $typeName: "cqc.markets.v1.PriceLevel", price: "50000.00", quantity: "0.10" }],
  sequence: "9007199254740993",
  timestamp: TIMESTAMP,
  indicative: true,
};

export const PRICE: Price = {
  $typeName: "cqc.markets.v1.Price",
  symbol: "BTC-USD",
  bid: "49999.99",
  bidQuantity: "1.50",
  ask: "50000.00",
  askQuantity: "0.10",
  last: "50000.00",
  timestamp: TIMESTAMP,
};

export const BALANCE: Balance = {
  $typeName: "cqc.venues.v1.Balance",
  assets: [
    {
      $typeName: "cqc.venues.v1.AssetBalance",
      asset: "BTC",
      assetId: "asset-1",
      network: "bitcoin",
      total: "1.00000000",
      available: "0.50000000",
      locked: "0.50000000",
    },
    { $typeName: "cqc.venues.v1.AssetBalance", asset: "USD", total: "0" },
  ],
  timestamp: TIMESTAMP,
};

export const PRODUCT: Product = {
  $typeName: "cqc.venues.v1.Product",
  symbol: "BTC-USD",
  baseAsset: "BTC",
  quoteAsset: "USD",
  status: ProductStatus.TRADING,
  venueStatus: "online",
  quantityIncrement: "0.00000001",
  quoteQuantityIncrement: "0.01",
  priceIncrement: "0.01",
  minQuantity: "0.00000001",
  maxQuantity: "3400",
  minQuoteQuantity: "1",
  maxQuoteQuantity: "150000000",
};

export const VENUE_MESSAGE: Venue = { $typeName: "cqc.venues.v1.Venue", id: "coinbase", name: "Coinbase" };

export const MARKET_DATA: readonly MarketData[] = [
  {
    $typeName: "cqc.markets.v1.MarketData",
    venue: "coinbase",
    data: { case: "orderBook", value: ORDER_BOOK },
  },
  { $typeName: "cqc.markets.v1.MarketData", venue: "coinbase", data: { case: "trade", value: TRADE } },
  { $typeName: "cqc.markets.v1.MarketData", venue: "coinbase", data: { case: "price", value: PRICE } },
];
