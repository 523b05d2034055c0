import { type Account, invalidInput } from "@cqvx/core";
import { type Connection, collectPages, sumBalances } from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { readAccount } from "./normalizer/balance.ts";
import { readNextCursor } from "./normalizer/next-cursor.ts";

export function createAccount({ calls, http }: Connection): Account {
  return {
    getBalance: (options = {}) =>
      calls.run("getBalance", options, async (call) => {
        const { includeZero = false } = options;
        if (typeof includeZero !== "boolean")
          throw invalidInput(call, "includeZero", "must be true or false");
        const accounts = await collectPages(call, Number.POSITIVE_INFINITY, (cursor) =>
          http.send(call, {
            path: ENDPOINTS.accounts,
            query: { limit: PAGE_SIZE, cursor },
            read: (reply) => ({
              items: reply.list("accounts").map(readAccount),
              nextCursor: readNextCursor(reply),
            }),
          }),
        );
        return sumBalances(accounts, includeZero);
      }),
  };
}
