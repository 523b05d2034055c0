/** `pnpm test:live`: runs read-only checks against every real venue whose keys are in the environment. */
import { checkVenue } from "./check-venue.ts";
import { VENUES } from "./venues/venues.ts";

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

let failures = 0;
for (const venue of VENUES) {
  if (stop.signal.aborted) break;
  const passed = await checkVenue(venue, process.env, stop.signal, (line) => console.log(line));
  if (!passed) failures += 1;
}
if (stop.signal.aborted) process.exitCode = INTERRUPTED;
else if (failures > 0) process.exitCode = 1;
