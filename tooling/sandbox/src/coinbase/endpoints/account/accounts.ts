import type { Account } from "../../../exchange/accounts/ledger.ts";
import type { VenueState } from "../../../exchange/exchange.ts";
import { type Decimal, plain } from "../../../numbers/decimal.ts";
import { pageOf, readPageQuery } from "../../wire/paging.ts";
import { notFound } from "../../wire/refused-request.ts";
import type { Endpoint } from "../endpoint.ts";

const PAGE = { fallback: 49, largest: 250 };

/** 49 a page unless asked otherwise: whoever does not turn pages misses balances. */
export const listAccounts: Endpoint = {
  access: "view",
  answer({ query, state }) {
    const page = pageOf(state.ledger.accounts, (_, index) => -index, readPageQuery(query, PAGE));
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
    const account = state.ledger.accounts.find(({ uuid }) => uuid === parameters.account_uuid);
    if (account === undefined) throw notFound("account not found");
    return { account: accountJson(account, state) };
  },
};

function accountJson(
  { uuid, currency, type, platform, available, hold }: Account,
  { portfolioId, startedMs }: VenueState,
): Readonly<Record<string, unknown>> {
  const isFiat = type === "ACCOUNT_TYPE_FIAT";
  const amount = (value: Decimal) => ({ value: plain(value), currency });
  const time = new Date(startedMs).toISOString();
  return {
    uuid,
    name: isFiat ? `Cash (${currency})` : `${currency} Wallet`,
    currency,
    available_balance: amount(available),
    default: !isFiat,
    active: true,
    created_at: time,
    updated_at: time,
    deleted_at: null,
    type,
    ready: true,
    hold: amount(hold),
    retail_portfolio_id: portfolioId,
    platform,
  };
}
