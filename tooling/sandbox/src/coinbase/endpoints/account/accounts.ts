import type { Account } from "../../../exchange/accounts/ledger.ts";
import { type Decimal, plain } from "../../../numbers/decimal.ts";
import type { CoinbaseState } from "../../state.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import { notFound } from "../../wire/refused-request.ts";
import type { Endpoint } from "../endpoint.ts";

/** Coinbase's values of `type`. */
const KIND = { crypto: "ACCOUNT_TYPE_CRYPTO", fiat: "ACCOUNT_TYPE_FIAT" } as const;

/** Coinbase's values of `platform`. Orders draw on CONSUMER. */
export const PLATFORM = {
  spot: "ACCOUNT_PLATFORM_CONSUMER",
  futures: "ACCOUNT_PLATFORM_CFM_CONSUMER",
} as const;

const PAGE = { fallback: 49, largest: 250 };

/** Lists accounts, 49 a page by default: a client that reads one page misses balances. */
export const listAccounts: Endpoint = {
  access: "view",
  answer({ query, state }) {
    const page = pageOf(state.exchange.ledger.accounts, (_, index) => -index, readPageQuery(query, PAGE));
    return {
      accounts: page.items.map((account) => accountJson(account, state)),
      has_next: page.hasNext,
      cursor: page.hasNext ? page.cursor : "",
      size: page.items.length,
    };
  },
};

export const getAccount: Endpoint = {
  access: "view",
  answer({ parameters, state }) {
    const account = state.exchange.ledger.accounts.find(
      ({ accountId }) => accountId === parameters.account_uuid,
    );
    if (account === undefined) throw notFound("account not found");
    return { account: accountJson(account, state) };
  },
};

function accountJson(
  { accountId, currency, kind, wallet, available, hold }: Account,
  { portfolioId, startedMs }: CoinbaseState,
): Readonly<Record<string, unknown>> {
  const isFiat = kind === "fiat";
  const amount = (value: Decimal) => ({ value: plain(value), currency });
  const time = new Date(startedMs).toISOString();
  return {
    uuid: accountId,
    name: isFiat ? `Cash (${currency})` : `${currency} Wallet`,
    currency,
    available_balance: amount(available),
    default: !isFiat,
    active: true,
    created_at: time,
    updated_at: time,
    deleted_at: null,
    type: KIND[kind],
    ready: true,
    hold: amount(hold),
    retail_portfolio_id: portfolioId,
    platform: PLATFORM[wallet],
  };
}
