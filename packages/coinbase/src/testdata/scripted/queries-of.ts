import type { ScriptedVenue } from "./scripted-venue.ts";

/** Returns the query of each request as `name=value` pairs, without the page size. */
export const queriesOf = ({ requests }: ScriptedVenue): string[][] =>
  requests.map(({ query }) =>
    [...query].filter(([name]) => name !== "limit").map(([name, value]) => `${name}=${value}`),
  );
