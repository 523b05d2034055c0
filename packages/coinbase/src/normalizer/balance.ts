import type { AssetAccount, JsonObject } from "@cqvx/core/venue";

/**
 * Reads an account of `GET /accounts`, which holds one currency on one platform. An absent `hold` means that nothing is locked.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/accounts/list-accounts
 */
export function readAccount(account: JsonObject): AssetAccount {
  return {
    id: account.text("uuid"),
    asset: account.requiredText("currency"),
    available: account.requiredObject("available_balance").requiredDecimal("value"),
    locked: account.object("hold")?.decimal("value"),
  };
}
