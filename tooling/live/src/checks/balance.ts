import { CALL_MS, type Check } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";

export const balance: Check = {
  method: "getBalance",
  timeoutMs: CALL_MS,
  run: async (client, { signal }) => {
    const { assets } = await client.getBalance({ signal });
    const names = new Set(assets.map(({ asset }) => asset));
    if (names.has("") || names.size !== assets.length) {
      throw new CheckFailure("an asset has no name or is listed twice");
    }
    return `assets: ${assets.length}`;
  },
};
