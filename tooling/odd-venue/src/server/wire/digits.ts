/** The digits of a decimal. It is a number in JSON and never becomes a float. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    // JSON allows no zeros before a whole part.
    this.text = text.replace(/^(-?)0+(?=\d)/, "$1");
  }
}

/** Wraps a decimal for JSON. An absent decimal stays absent. */
export function digits(decimal: string): Digits;
export function digits(decimal: string | undefined): Digits | undefined;
export function digits(decimal: string | undefined): Digits | undefined {
  return decimal === undefined ? undefined : new Digits(decimal);
}
