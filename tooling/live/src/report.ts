import type { Outcome } from "./run-checks.ts";

/** Formats the line of one check. */
export function writeOutcome(venue: string, { method, verdict, ms, detail }: Outcome): string {
  const name = `${venue.padEnd(8)}  ${method.padEnd(18)}`;
  if (verdict === "not offered") return `${name}  ${verdict}`;
  return `${name}  ${verdict.padEnd(11)}  ${ms.toFixed(0).padStart(5)} ms  ${detail}`;
}

/** Formats the summary line of a venue. */
export function writeSummary(venue: string, outcomes: readonly Outcome[]): string {
  const count = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  const notOffered = count("not offered");
  const rest = notOffered === 0 ? "" : `, ${notOffered} not offered`;
  return `${venue}: ${count("ok")} ok, ${count("failed")} failed${rest}`;
}
