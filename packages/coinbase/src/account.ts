import type { Account } from "@cqvx/core";
import { type Connection, createAccountMethods, readPages, sumBalances } from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { readAccount } from "./normalizer/balance.ts";
import { readPage } from "./normalizer/page.ts";

export function createAccount(connection: Connection): Account {
  return createAccountMethods(connection, async (includeZero, call) => {
    const accounts = await readPages(connection, call, {
      path: ENDPOINTS.accounts,
      query: { limit: PAGE_SIZE },
      read: (reply) => readPage(reply, "accounts", readAccount),
    });
    return sumBalances(accounts, includeZero);
  });
}
