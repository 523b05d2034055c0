import { decimal, ratio } from "../../numbers/decimal.ts";
import { SEEDED_PRODUCTS } from "../catalogue/products.ts";
import type { Endpoint } from "./endpoint.ts";

/** Endpoints of Coinbase's older API (/v2) that clients of the brokerage API call, mostly to load their markets. */
export const OLDER_API: Readonly<Record<string, Endpoint>> = {
  "/v2/currencies": {
    access: "public",
    answer: () => ({ data: [{ id: "USD", name: "US Dollar", min_size: "0.01" }] }),
  },
  "/v2/currencies/crypto": {
    access: "public",
    answer({ state }) {
      const spotCrypto = state.exchange.ledger.accounts.filter(
        ({ kind, wallet }) => kind === "crypto" && wallet === "spot",
      );
      const data = spotCrypto.map(({ accountId, currency }, index) => ({
        asset_id: accountId,
        code: currency,
        name: currency,
        color: "#0433FF",
        sort_index: String(100 + index),
        exponent: "8",
        type: "crypto",
        address_regex: "",
      }));
      return { data };
    },
  },
  "/v2/exchange-rates": {
    access: "public",
    answer({ state }) {
      const inDollars = [...SEEDED_PRODUCTS.values()].filter(({ product }) => product.quote === "USD");
      const rates = inDollars.map(({ product }) => {
        const { lastPrice } = state.exchange.marketOf(product);
        return [product.base, ratio(decimal(1), lastPrice, 16)];
      });
      return { data: { currency: "USD", rates: { USD: "1.0", USDC: "1.0", ...Object.fromEntries(rates) } } };
    },
  },
  "/v2/time": {
    access: "public",
    answer({ state }) {
      const seconds = Math.floor(state.exchange.clock.now() / 1_000);
      return { data: { iso: `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`, epoch: seconds } };
    },
  },
};
