/**
 * A venue's words for an enum, as data. Enums are open: a word that is not in the table reads as UNSPECIFIED (0). A new
 * value at the venue therefore breaks no client.
 */
export interface EnumTable<Value extends number> {
  /** Returns the value for a word in any letter case, or 0 when the word is unknown or absent. */
  read(word: string | undefined): Value | 0;
  /** Returns the venue's word for a value: the first one in the table. */
  write(value: Value): string | undefined;
  /** Returns every word that reads as this value. */
  words(value: Value): readonly string[];
}

/** Creates a table from the venue's words. */
export function enumTable<Value extends number>(words: Readonly<Record<string, Value>>): EnumTable<Value> {
  const entries = Object.entries(words);
  const byWord = new Map(entries.map(([word, value]) => [word.toUpperCase(), value]));
  return {
    read: (word) => (word === undefined ? 0 : (byWord.get(word) ?? byWord.get(word.toUpperCase()) ?? 0)),
    write: (value) => entries.find((entry) => entry[1] === value)?.[0],
    words: (value) => entries.filter((entry) => entry[1] === value).map((entry) => entry[0]),
  };
}
