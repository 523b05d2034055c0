import type { AssetAccount, JsonObject } from "@cqvx/core/venue";

/**
 * An account of `GET /accounts`: one currency on one platform. What `hold` does not say is not held.
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
