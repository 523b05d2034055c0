import type { Check } from "./check.ts";
import { describeFailure } from "./describe-failure.ts";
import type { ReadMethod, ReadOnlyClient } from "./venues/read-only-client.ts";
import { within } from "./within.ts";

/** The result of one check. */
export interface Outcome {
  readonly method: ReadMethod;
  readonly verdict: "ok" | "failed" | "not offered";
  readonly ms: number;
  readonly detail: string;
}

/** Runs the checks one after the other until `stop` aborts. A failed check does not stop the next ones. */
export async function* runChecks(
  checks: readonly Check[],
  client: ReadOnlyClient,
  symbol: string,
  stop: AbortSignal,
): AsyncGenerator<Outcome> {
  for (const check of checks) {
    if (stop.aborted) return;
    yield await runCheck(check, client, symbol, stop);
  }
}

async function runCheck(
  { method, timeoutMs, run }: Check,
  client: ReadOnlyClient,
  symbol: string,
  stop: AbortSignal,
): Promise<Outcome> {
  if (!client.capabilities.methods[method]) return { method, verdict: "not offered", ms: 0, detail: "" };
  const startMs = performance.now();
  const end = (verdict: "ok" | "failed", detail: string): Outcome => ({
    method,
    verdict,
    ms: performance.now() - startMs,
    detail,
  });
  try {
    return end("ok", await within(timeoutMs, stop, (signal) => run(client, { symbol, signal })));
  } catch (error) {
    return end("failed", describeFailure(error));
  }
}
