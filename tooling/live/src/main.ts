/** `pnpm test:live`: tries at the real venues what their clients read, for every venue that the environment has keys for. */
import { checkVenue } from "./check-venue.ts";
import { VENUES } from "./venues.ts";

/** As a shell says that Ctrl-C ended a program. */
const INTERRUPTED = 130;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

let failures = 0;
for (const venue of VENUES) {
  if (stop.signal.aborted) break;
  const isFine = await checkVenue(venue, process.env, stop.signal, (line) => console.log(line));
  if (!isFine) failures += 1;
}
if (stop.signal.aborted) process.exitCode = INTERRUPTED;
else if (failures > 0) process.exitCode = 1;
