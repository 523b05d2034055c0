import type { Mutation } from "./mutation.ts";

/** Returns the source with the behaviour broken. Throws unless the text to replace occurs exactly once. */
export function breakSource(source: string, { file, find, replace }: Mutation): string {
  const occurrences = source.split(find).length - 1;
  if (occurrences !== 1)
    throw new Error(`${file}: the text to replace occurs ${occurrences} times, not once: ${find}`);
  return source.replace(find, () => replace);
}
