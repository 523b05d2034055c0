import Big from "big.js";

/** Fields of results that hold decimals. */
const DECIMAL_FIELD = /(?:quantity|price|fee|total|available|locked|bid|ask|size|slippage)$/i;

/** Enum fields of results, with the fields of replies that state them. */
const ENUM_FIELDS: Readonly<Record<string, readonly string[]>> = {
  side: ["side"],
  status: ["status"],
  type: ["order_type", "order_configuration"],
  timeInForce: ["time_in_force", "order_configuration"],
  liquidity: ["liquidity_indicator"],
};

/** Notes that declare unknown values in the sample. */
const EXPLAINS_UNKNOWN = /unknown|unspecified|missing|outside/i;

/** Values by which the venue itself states nothing. */
const SAYS_NOTHING = /^(?:$|UNKNOWN)/;

type Plain = Readonly<Record<string, unknown>>;

/**
 * Lists the problems of a result:
 * - a decimal that is neither in the reply, nor in `derived`, nor a documented sum, difference or quotient of the result's
 *   own fields;
 * - an UNSPECIFIED enum although the reply has a value for it.
 */
export function findProblems(
  result: unknown,
  input: unknown,
  note: string,
  derived: readonly string[] = [],
): string[] {
  const held = new Set<string>(derived);
  const words = new Set<string>();
  visit(input, "", (key, value) => {
    if (typeof value === "number" || typeof value === "string") held.add(canonical(String(value)));
    if (value !== null && !SAYS_NOTHING.test(String(value))) words.add(key);
  });
  const problems: string[] = [];
  visit(result, "", (key, value, parent) => {
    if (DECIMAL_FIELD.test(key) && typeof value === "string" && !isExplained(key, value, parent, held)) {
      problems.push(`${key} ${value} is not in the reply`);
    }
    const names = ENUM_FIELDS[key] ?? [];
    if (value === 0 && names.some((name) => words.has(name)) && !EXPLAINS_UNKNOWN.test(note)) {
      problems.push(`${key} is UNSPECIFIED, and the note does not explain it`);
    }
  });
  return problems;
}

/** True when the reply holds the decimal, or the fields of the result add up to it. */
function isExplained(key: string, value: string, parent: Plain, held: ReadonlySet<string>): boolean {
  if (held.has(canonical(value))) return true;
  const from = (name: string): Big | undefined => toBig(parent[name]);
  const [available, locked] = [from("available"), from("locked")];
  if (key === "total" && available && locked) return available.plus(locked).eq(value);
  const [quantity, filled] = [from("quantity"), from("filledQuantity")];
  if (key === "remainingQuantity" && quantity && filled) return quantity.minus(filled).eq(value);
  const [spent, price] = [from("lastQuoteQuantity"), from("lastPrice")];
  if (key === "lastQuantity" && spent && price) {
    const rest = spent.minus(price.times(value));
    return rest.gte(0) && rest.lt(price.times("1e-18"));
  }
  return false;
}

function toBig(value: unknown): Big | undefined {
  return typeof value === "string" ? new Big(value) : undefined;
}

/** Returns one spelling of a decimal: "0.19" for ".19", "1000" for "1e3". Zeros at the end of a fraction stay. */
function canonical(text: string): string {
  const match = /^(-?)(\d*)(?:\.(\d+))?$/.exec(text);
  if (match !== null)
    return `${match[1]}${match[2] === "" ? "0" : match[2]}${match[3] === undefined ? "" : `.${match[3]}`}`;
  try {
    return new Big(text).toFixed();
  } catch {
    return text;
  }
}

function visit(value: unknown, key: string, see: (key: string, value: unknown, parent: Plain) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, key, see);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const parent = value as Plain;
  for (const [name, field] of Object.entries(parent)) {
    see(name, field, parent);
    visit(field, name, see);
  }
}
