import { decimal, plain, ZERO } from "../../../numbers/decimal.ts";
import type { Endpoint } from "../endpoint.ts";

export const listPortfolios: Endpoint = {
  access: "view",
  answer({ query, state }) {
    const wanted = query.get("portfolio_type") ?? "";
    const isWanted = wanted === "" || wanted === "UNDEFINED" || wanted === "DEFAULT";
    const portfolio = { name: "Default", uuid: state.portfolioId, type: "DEFAULT", deleted: false };
    return { portfolios: isWanted ? [portfolio] : [] };
  },
};

export const getKeyPermissions: Endpoint = {
  access: "view",
  answer({ principal, state }) {
    return {
      can_view: principal?.permissions.view ?? false,
      can_trade: principal?.permissions.trade ?? false,
      can_transfer: principal?.permissions.transfer ?? false,
      portfolio_uuid: state.portfolioId,
      portfolio_type: "DEFAULT",
    };
  },
};

/** Answers amounts of money as JSON numbers, unlike every other endpoint. The fee rates are text. */
export const getTransactionSummary: Endpoint = {
  access: "view",
  answer({ state }) {
    const { orders, fees } = state.exchange;
    const dollarFills = orders.fills.filter(({ order }) => order.product.quote.startsWith("USD"));
    const volume = dollarFills.reduce((sum, { price, size }) => sum.plus(price.times(size)), ZERO);
    const paid = dollarFills.reduce((sum, { commission }) => sum.plus(commission), decimal(0));
    return {
      total_volume: Number(plain(volume)),
      total_fees: Number(plain(paid)),
      fee_tier: {
        pricing_tier: "Advanced 1",
        usd_from: "0",
        usd_to: "10000",
        taker_fee_rate: plain(fees.taker),
        maker_fee_rate: plain(fees.maker),
        aop_from: "",
        aop_to: "",
        volume_types_and_range: [],
      },
      margin_rate: null,
      goods_and_services_tax: null,
      advanced_trade_only_volume: Number(plain(volume)),
      advanced_trade_only_fees: Number(plain(paid)),
      coinbase_pro_volume: 0,
      coinbase_pro_fees: 0,
      total_balance: "",
      volume_breakdown: [],
      has_cost_plus_commission: false,
    };
  },
};
