import type { FleetRun } from "./run-fleet.ts";

const FULL = 0.95;
const SECOND_MS = 1_000;

/** What a run came to. */
export interface FleetReport {
  readonly lines: readonly string[];
  /** Nothing was refused or failed, and the limit was used: over the whole run, or again after the outage. */
  readonly isValid: boolean;
}

export function reportFleet(run: FleetRun): FleetReport {
  const { processes, requests, rate, refused, answeredAt, failures, startedAt, backAt, outage } = run;
  const seconds = ((answeredAt.at(-1) ?? startedAt) - startedAt) / SECOND_MS;
  const used = answeredAt.length / seconds / rate;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const recoveredMs = backAt === undefined ? undefined : timeToFullRate(answeredAt, backAt, rate);
  const recovered = recoveredMs === undefined ? "never" : `${(recoveredMs / SECOND_MS).toFixed(1)} s`;
  return {
    lines: [
      `${processes} processes, ${requests} requests, one limit of ${rate} in any second, shared over Redis`,
      `answered         ${answeredAt.length} in ${seconds.toFixed(1)} s`,
      `refused with 429 ${refused}`,
      `failed           ${failed} ${failed > 0 ? JSON.stringify(failures) : ""}`.trimEnd(),
      `of the limit     ${(used * 100).toFixed(1)} %`,
      ...(outage
        ? [`store ${outage.kind} for ${outage.ms} ms; full rate again after it was back: ${recovered}`]
        : []),
    ],
    isValid:
      refused === 0 && failed === 0 && (outage ? (recoveredMs ?? Infinity) <= 5 * SECOND_MS : used >= FULL),
  };
}

/** Milliseconds until a second begins in which nearly all of the limit is used. */
function timeToFullRate(answeredAt: readonly number[], fromMs: number, rate: number): number | undefined {
  const later = answeredAt.filter((at) => at >= fromMs);
  const needed = Math.floor(rate * FULL);
  const first = later.find((at, index) => (later[index + needed - 1] ?? Infinity) - at <= SECOND_MS);
  return first === undefined ? undefined : first - fromMs;
}
