/** A decimal that is written into JSON as a number with exactly these digits, without going through a double. */
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
 * zeros are dropped, because JSON does not allow them. All other digits are sent unchanged.
 *
 * @throws RangeError when the text is not a plain decimal
 */
export function jsonNumber(decimal: string): ExactNumber {
  const text = decimal.replace(/^(-?)0+(?=\d)/, "$1");
  if (!JSON_NUMBER.test(text)) throw new RangeError("not a plain decimal");
  return new ExactNumber(text);
}

/** Writes the body of a request like `JSON.stringify`, and writes exact numbers with their own digits. */
export function writeJson(value: unknown): string {
  return write(value) ?? "null";
}

/** Returns undefined for values that JSON leaves out of an object, such as functions. */
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
