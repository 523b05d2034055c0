import { CALL_MS, type Check } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";

const LIMIT = 5;

export const fills: Check = {
  method: "getFills",
  timeoutMs: CALL_MS,
  run: async (client, { signal }) => {
    const latest = await client.getFills({ limit: LIMIT }, { signal });
    if (latest.length > LIMIT) throw new CheckFailure(`${latest.length} fills, but the limit was ${LIMIT}`);
    return `fills: ${latest.length}`;
  },
};
