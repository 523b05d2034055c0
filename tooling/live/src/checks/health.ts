import { CALL_MS, type Check } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";

/** The clock offset from which the report warns. Signatures are valid for seconds or minutes only. */
const OFFSET_TO_WARN_MS = 2_000;

export const health: Check = {
  method: "health",
  timeoutMs: CALL_MS,
  run: async (client, { signal }) => {
    const { latencyMs, clockOffsetMs, auth, canTrade } = await client.health({ signal });
    if (auth !== "ok") throw new CheckFailure("the request was not signed");
    const details = [`round trip ${latencyMs.toFixed(0)} ms`];
    if (clockOffsetMs !== undefined) details.push(describeClock(clockOffsetMs));
    details.push("keys accepted");
    if (canTrade !== undefined) details.push(canTrade ? "trading allowed" : "trading not allowed");
    return details.join(", ");
  },
};

function describeClock(offsetMs: number): string {
  const size = `${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs < 0 ? "behind" : "ahead"}`;
  const text = `the venue's clock ${size}`;
  return Math.abs(offsetMs) < OFFSET_TO_WARN_MS ? text : `WARNING: ${text}`;
}
