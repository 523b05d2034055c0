import type { Mutation } from "./mutation.ts";

/** The source with the behaviour broken. Text that is not there, or there twice, would break nothing, or too much. */
export function breakSource(source: string, { file, find, replace }: Mutation): string {
  const occurrences = source.split(find).length - 1;
  if (occurrences !== 1)
    throw new Error(`${file}: the text to replace occurs ${occurrences} times, not once: ${find}`);
  return source.replace(find, () => replace);
}
