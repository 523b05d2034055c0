/** A decimal as its digits. In JSON it is a number, and no float is ever made of it. */
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
