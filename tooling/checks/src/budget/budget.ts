import type { Check } from "../check.ts";
import { parseSource } from "../source/parse.ts";
import { readPublished, type WorkspacePackage } from "../workspace/packages.ts";
import { isGenerated, isTest, sourcesOf } from "../workspace/sources.ts";
import { countLines } from "./count-lines.ts";

/** The most lines that `normalizer/` and `config.ts` of a venue may have together. */
const VENUE_SPECIFIC_LINES = 500;

/** Checks the venue-specific lines of each venue. Reports the package's total, which has no limit. */
export const budget: Check = {
  name: "budget",
  promise: `normalizer/ and config.ts of a venue have at most ${VENUE_SPECIFIC_LINES} lines`,
  run(root) {
    const venues = readPublished(root).filter(({ role }) => role === "venue");
    const counts = venues.map((venue) => countVenue(root, venue));
    return {
      summary: counts.map(describe).join("; ") || "no venues",
      problems: counts.flatMap(problemsOf),
    };
  },
};

interface VenueCount {
  readonly name: string;
  /** Lines of `normalizer/` and `config.ts`. */
  readonly venueSpecific: number;
  /** Lines of the whole package, without `src/extras/`, tests and testdata. */
  readonly total: number;
}

function countVenue(root: string, venue: WorkspacePackage): VenueCount {
  const source = `${venue.folder}/src/`;
  const counted = sourcesOf(root, venue)
    .filter((file) => file.startsWith(source) && !file.startsWith(`${source}extras/`))
    .filter((file) => !isTest(file) && !isGenerated(file))
    .map((file) => ({ file, lines: countLines(parseSource(root, file)) }));
  const venueSpecific = counted.filter(
    ({ file }) => file.startsWith(`${source}normalizer/`) || file === `${source}config.ts`,
  );
  return { name: venue.name, venueSpecific: sum(venueSpecific), total: sum(counted) };
}

function sum(counted: readonly { readonly lines: number }[]): number {
  return counted.reduce((total, { lines }) => total + lines, 0);
}

function describe({ name, venueSpecific, total }: VenueCount): string {
  return `${name} ${venueSpecific} of ${VENUE_SPECIFIC_LINES} venue-specific lines, ${total} in total`;
}

function problemsOf({ name, venueSpecific }: VenueCount): string[] {
  if (venueSpecific <= VENUE_SPECIFIC_LINES) return [];
  return [
    `${name}: normalizer/ and config.ts have ${venueSpecific} lines, at most ${VENUE_SPECIFIC_LINES} are allowed`,
  ];
}
