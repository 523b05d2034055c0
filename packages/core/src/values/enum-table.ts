/**
 * A venue's words for an enum, as data. Enums are open: a word that the table does not have reads as UNSPECIFIED (0), so
 * a venue that adds a value breaks nobody.
 */
export interface EnumTable<Value extends number> {
  /** Letter case does not matter. */
  read(word: string | undefined): Value | 0;
  /** The venue's word for a value: the first of the table. */
  write(value: Value): string | undefined;
  /** Every word that reads as this value. */
  words(value: Value): readonly string[];
}

export function enumTable<Value extends number>(words: Readonly<Record<string, Value>>): EnumTable<Value> {
  const entries = Object.entries(words);
  const byWord = new Map(entries.map(([word, value]) => [word.toUpperCase(), value]));
  return {
    read: (word) => (word === undefined ? 0 : (byWord.get(word) ?? byWord.get(word.toUpperCase()) ?? 0)),
    write: (value) => entries.find((entry) => entry[1] === value)?.[0],
    words: (value) => entries.filter((entry) => entry[1] === value).map((entry) => entry[0]),
  };
}
