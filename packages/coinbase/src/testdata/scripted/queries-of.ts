import type { ScriptedVenue } from "./scripted-venue.ts";

/** The queries as lists of pairs, without the size of a page. */
export const queriesOf = ({ requests }: ScriptedVenue): string[][] =>
  requests.map(({ query }) =>
    [...query].filter(([name]) => name !== "limit").map(([name, value]) => `${name}=${value}`),
  );
