import type { Route } from "../../http/router.ts";
import { getAccount, listAccounts } from "./account/accounts.ts";
import { getKeyPermissions, getTransactionSummary, listPortfolios } from "./account/profile.ts";
import type { Endpoint } from "./endpoint.ts";
import { answerBestBidAsk, answerProductBook } from "./market-data/book.ts";
import { answerProduct, answerProducts } from "./market-data/products.ts";
import { answerTrades } from "./market-data/trades.ts";
import { OLDER_API } from "./older-api.ts";
import { getTime } from "./time.ts";
import { cancelOrders, editOrders } from "./trading/change-orders.ts";
import { createOrder } from "./trading/create-order.ts";
import { listFills } from "./trading/fills.ts";
import { previewEdit, previewOrder } from "./trading/preview-orders.ts";
import { getOrder, listOrders } from "./trading/read-orders.ts";

const PREFIX = "/api/v3/brokerage";

const ORDER_AND_ACCOUNT: readonly Route<Endpoint>[] = [
  { method: "POST", path: "/orders", endpoint: createOrder },
  { method: "POST", path: "/orders/preview", endpoint: previewOrder },
  { method: "POST", path: "/orders/edit", endpoint: editOrders },
  { method: "POST", path: "/orders/edit_preview", endpoint: previewEdit },
  { method: "POST", path: "/orders/batch_cancel", endpoint: cancelOrders },
  { method: "GET", path: "/orders/historical/batch", endpoint: listOrders },
  { method: "GET", path: "/orders/historical/fills", endpoint: listFills },
  { method: "GET", path: "/orders/historical/:order_id", endpoint: getOrder },
  { method: "GET", path: "/accounts", endpoint: listAccounts },
  { method: "GET", path: "/accounts/:account_uuid", endpoint: getAccount },
  { method: "GET", path: "/portfolios", endpoint: listPortfolios },
  { method: "GET", path: "/transaction_summary", endpoint: getTransactionSummary },
  { method: "GET", path: "/key_permissions", endpoint: getKeyPermissions },
  { method: "GET", path: "/best_bid_ask", endpoint: { access: "view", answer: answerBestBidAsk } },
  { method: "GET", path: "/time", endpoint: getTime },
];

/** Market data endpoints. Each has a private path, and a public one under /market. */
const MARKET_DATA: Readonly<Record<string, Endpoint["answer"]>> = {
  "/products": answerProducts,
  "/products/:product_id": answerProduct,
  "/products/:product_id/ticker": answerTrades,
  "/product_book": answerProductBook,
};

/** https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/introduction */
export const ROUTES: readonly Route<Endpoint>[] = [
  ...ORDER_AND_ACCOUNT,
  ...Object.entries(MARKET_DATA).flatMap(([path, answer]): Route<Endpoint>[] => [
    { method: "GET", path, endpoint: { access: "view", answer } },
    { method: "GET", path: `/market${path}`, endpoint: { access: "public", answer } },
  ]),
]
  .map((route) => ({ ...route, path: `${PREFIX}${route.path}` }))
  .concat(Object.entries(OLDER_API).map(([path, endpoint]) => ({ method: "GET", path, endpoint })));
