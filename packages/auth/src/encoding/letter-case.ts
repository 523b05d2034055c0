/** The case of the letters of a text. */
export type LetterCase = "upper" | "lower";

/** Writes a text in a case, by the name of the case. */
export const LETTER_CASES: Readonly<Record<LetterCase, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
};
