import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
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
      rounds: { type: "string", default: "5" },
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
    const port = await portOf(server);
    const flags = ["--origin", `http://127.0.0.1:${port}`, "--requests", String(requests)];
    console.log(
      `${requests} signed getOrder calls to a loopback server, one at a time and then at once; medians of ${rounds} rounds, each measurement in a process of its own; CQVX runs from ${codeInUse()}`,
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

/** Reads the port that the server prints. Rejects when the server ends before. */
async function portOf(server: ChildProcessByStdio<Writable, Readable, null>): Promise<number> {
  const ended = once(server, "exit").then(([code]): never => {
    throw new Error(`the order server ended with ${code}`);
  });
  ended.catch(() => {});
  const [port] = await Promise.race([once(server.stdout, "data"), ended]);
  return Number(port);
}

/** Names the code that the contenders load. `--conditions=@cqvx/source` selects the sources. */
function codeInUse(): string {
  return import.meta.resolve("@cqvx/coinbase").endsWith(".ts") ? "its sources" : "its built packages";
}
