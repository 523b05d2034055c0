import type { Operations } from "@cqvx/core/venue";
import { ENDPOINTS, PAGE_SIZE } from "./config.ts";
import { readAccount } from "./normalizer/balance.ts";
import { readPage } from "./normalizer/page.ts";

/** The account method of the contract. */
export const account: Operations<"getBalance"> = {
  getBalance: () => ({
    path: ENDPOINTS.accounts,
    query: { limit: PAGE_SIZE },
    read: (reply) => readPage(reply, "accounts", readAccount),
  }),
};
