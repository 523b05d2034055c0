/** A decimal that is written into JSON as a number with exactly these digits. No double is involved. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A number as JSON allows it. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * Marks a decimal to be written as a JSON number: `{ quantity: jsonNumber("0.10") }` is sent as `{"quantity":0.10}`. Leading
 * zeros are dropped, since JSON has none; every other digit is sent as it is.
 *
 * @throws RangeError when the text is not a plain decimal
 */
export function jsonNumber(decimal: string): ExactNumber {
  const text = decimal.replace(/^(-?)0+(?=\d)/, "$1");
  if (!JSON_NUMBER.test(text)) throw new RangeError("not a plain decimal");
  return new ExactNumber(text);
}

/** Writes a request's body as `JSON.stringify` does, with exact numbers in it. */
export function writeJson(value: unknown): string {
  return write(value) ?? "null";
}

/** Undefined for what JSON leaves out of an object. */
function write(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => write(item) ?? "null").join(",")}]`;
  if (typeof value !== "object" || value === null || "toJSON" in value) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const text = write(field);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join(",")}}`;
}
