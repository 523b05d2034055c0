/** Writes `units / 10 ** scale` as Coinbase writes decimals, without trailing zeros. */
export function writeUnits(units: number, scale: number): string {
  const digits = String(units).padStart(scale + 1, "0");
  const fraction = digits.slice(-scale).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -scale) : `${digits.slice(0, -scale)}.${fraction}`;
}
