import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { MAIN, measureApart, runRounds } from "../rounds/run-rounds.ts";
import { CONTENDER_NAMES, CONTENDERS } from "./contenders.ts";
import { type Measurement, measure } from "./measure.ts";
import { serveOrder } from "./order-server.ts";
import { writeReport } from "./report.ts";

/** Measures a signed `getOrder` and prints the table. False when a run is invalid, undefined when the options are wrong. */
export async function benchRequest(args: string[]): Promise<boolean | undefined> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "3000" },
      rounds: { type: "string", default: "7" },
      // The processes of a run are started with these.
      measure: { type: "string" },
      origin: { type: "string" },
      serve: { type: "boolean", default: false },
    },
  });
  const [requests, rounds] = [Number(values.requests), Number(values.rounds)];
  if (![requests, rounds].every((each) => Number.isInteger(each) && each > 0)) return undefined;
  if (values.serve) return serveOrder().then(() => true);
  const { measure: contender, origin } = values;
  if (contender !== undefined) {
    const name = CONTENDER_NAMES.find((each) => each === contender);
    if (name === undefined || origin === undefined) return undefined;
    console.log(JSON.stringify(await measure(CONTENDERS[name].connect(origin), requests)));
    return true;
  }
  return compare(requests, rounds);
}

async function compare(requests: number, rounds: number): Promise<boolean> {
  const server = spawn(process.execPath, [...process.execArgv, MAIN, "request", "--serve"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [port] = await once(server.stdout, "data");
    const flags = ["--origin", `http://127.0.0.1:${Number(port)}`, "--requests", String(requests)];
    console.log(
      `${requests} signed getOrder calls to a loopback server, one at a time and then at once; medians of ${rounds} rounds, each measurement in a process of its own`,
    );
    const results = await runRounds(rounds, CONTENDER_NAMES, (name) =>
      measureApart<Measurement>(["request", "--measure", name, ...flags]),
    );
    const { lines, isValid } = writeReport(results);
    for (const line of lines) console.log(line);
    return isValid;
  } finally {
    server.stdin.end();
  }
}
