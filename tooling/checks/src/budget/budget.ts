import type { Check } from "../check.ts";
import { parseSource } from "../source/parse.ts";
import { readPublished, type WorkspacePackage } from "../workspace/packages.ts";
import { isGenerated, isTest, sourcesOf } from "../workspace/sources.ts";
import { countLines } from "./count-lines.ts";

/** What is the venue's own knowledge: its words, and its settings. */
const KNOWLEDGE_LINES = 500;
/** The whole package, without src/extras/, tests and testdata. */
const PACKAGE_LINES = 800;

export const budget: Check = {
  name: "budget",
  promise: `a venue is at most ${KNOWLEDGE_LINES} lines of its own knowledge and ${PACKAGE_LINES} lines in all`,
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
  readonly knowledge: number;
  readonly all: number;
}

function countVenue(root: string, venue: WorkspacePackage): VenueCount {
  const source = `${venue.folder}/src/`;
  const counted = sourcesOf(root, venue)
    .filter((file) => file.startsWith(source) && !file.startsWith(`${source}extras/`))
    .filter((file) => !isTest(file) && !isGenerated(file))
    .map((file) => ({ file, lines: countLines(parseSource(root, file)) }));
  const knowledge = counted.filter(
    ({ file }) => file.startsWith(`${source}normalizer/`) || file === `${source}config.ts`,
  );
  return { name: venue.name, knowledge: sum(knowledge), all: sum(counted) };
}

function sum(counted: readonly { readonly lines: number }[]): number {
  return counted.reduce((total, { lines }) => total + lines, 0);
}

function describe({ name, knowledge, all }: VenueCount): string {
  return `${name} ${knowledge} of ${KNOWLEDGE_LINES} own lines, ${all} of ${PACKAGE_LINES} in all`;
}

function problemsOf({ name, knowledge, all }: VenueCount): string[] {
  return [
    ...(knowledge > KNOWLEDGE_LINES ? [`${name}: normalizer/ and config.ts have ${knowledge} lines`] : []),
    ...(all > PACKAGE_LINES ? [`${name}: the package has ${all} lines`] : []),
  ];
}
