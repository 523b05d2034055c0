import { parseArgs } from "node:util";
import { hasRedisServer } from "@cqvx/redis-server";
import { reportFleet } from "./report-fleet.ts";
import { type Outage, runFleet } from "./run-fleet.ts";

/** Runs a fleet under one limit and prints a report. Returns false when the run is invalid, and undefined when the options are wrong. */
export async function benchLimit(args: string[]): Promise<boolean | undefined> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "20000" },
      rate: { type: "string", default: "50" },
      processes: { type: "string", default: "8" },
      outage: { type: "string" },
      "outage-ms": { type: "string", default: "3000" },
    },
  });
  const [requests, rate, processes, ms] = [
    values.requests,
    values.rate,
    values.processes,
    values["outage-ms"],
  ].map(Number);
  if (!isCount(requests) || !isCount(rate) || !isCount(processes) || !isCount(ms)) return undefined;
  const kind = OUTAGES.find((each) => each === values.outage);
  if (kind === undefined && values.outage !== undefined) return undefined;
  if (!hasRedisServer) throw new Error("this bench needs redis-server on the PATH");
  const { lines, isValid } = reportFleet(
    await runFleet({ requests, rate, processes, outage: kind && { kind, ms } }),
  );
  for (const line of lines) console.log(line);
  return isValid;
}

const OUTAGES: readonly Outage["kind"][] = ["stop", "pause"];

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}
