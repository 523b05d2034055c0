import type { FleetRun } from "./run-fleet.ts";

/** The share of the limit that counts as the full rate. */
const FULL = 0.95;
const SECOND_MS = 1_000;

/** The printed report of a run. */
export interface FleetReport {
  readonly lines: readonly string[];
  /**
   * True when no request was refused or failed, and the full rate was reached: over the whole run, or within five seconds after
   * an outage.
   */
  readonly isValid: boolean;
}

/** Reports a run of a fleet. */
export function reportFleet(run: FleetRun): FleetReport {
  const { processes, requests, rate, refused, answeredAt, failures, startedAt, backAt, outage } = run;
  const seconds = ((answeredAt.at(-1) ?? startedAt) - startedAt) / SECOND_MS;
  const used = answeredAt.length / seconds / rate;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const recoveredMs = backAt === undefined ? undefined : timeToFullRate(answeredAt, backAt, rate);
  const recovered =
    recoveredMs === undefined
      ? "never reached the full rate again"
      : `full rate again ${(recoveredMs / SECOND_MS).toFixed(1)} s after Redis returned`;
  return {
    lines: [
      `${processes} processes, ${requests} requests, one limit of ${rate} requests in any second, shared over Redis`,
      `answered         ${answeredAt.length} in ${seconds.toFixed(1)} s`,
      `refused with 429 ${refused}`,
      `failed           ${failed} ${failed > 0 ? JSON.stringify(failures) : ""}`.trimEnd(),
      `of the limit     ${(used * 100).toFixed(1)} %`,
      ...(outage ? [`outage (${outage.kind}) of ${outage.ms} ms; ${recovered}`] : []),
    ],
    isValid:
      refused === 0 && failed === 0 && (outage ? (recoveredMs ?? Infinity) <= 5 * SECOND_MS : used >= FULL),
  };
}

/** Returns the milliseconds until the first second with the full rate begins, or undefined when there is none. */
function timeToFullRate(answeredAt: readonly number[], fromMs: number, rate: number): number | undefined {
  const later = answeredAt.filter((at) => at >= fromMs);
  const needed = Math.floor(rate * FULL);
  const first = later.find((at, index) => (later[index + needed - 1] ?? Infinity) - at <= SECOND_MS);
  return first === undefined ? undefined : first - fromMs;
}
