import { isPositiveDecimal } from "@cqvx/core/in-memory";
import type { ContractDeclaration } from "./contract-subject.ts";
import { isFeature } from "./feature.ts";

/** A declaration with nothing left out. */
export type Declared = {
  readonly [Field in keyof ContractDeclaration]-?: NonNullable<ContractDeclaration[Field]>;
};

const DEFAULTS: Declared = {
  lacks: [],
  symbol: "BTC-USD",
  quantity: "0.01",
  quoteQuantity: "100.00",
  unknownSymbol: "NONE-SUCH",
  patienceMs: 3_000,
};

/** Fills in what is not declared. A misspelt name would turn the proof of an absence into nothing, and throws. */
export function readDeclaration(declared: ContractDeclaration): Declared {
  const unknown = Object.keys(declared).find((field) => !(field in DEFAULTS));
  if (unknown !== undefined)
    throw new Error(`a declaration has no "${unknown}": its fields are ${Object.keys(DEFAULTS).join(", ")}`);
  const { lacks = DEFAULTS.lacks, patienceMs = DEFAULTS.patienceMs } = declared;
  const strange = lacks.find((feature) => !isFeature(feature));
  if (strange !== undefined) throw new Error(`"${strange}" in lacks is not the name of a feature`);
  for (const field of ["quantity", "quoteQuantity"] as const) {
    const amount = declared[field] ?? DEFAULTS[field];
    if (!isPositiveDecimal(amount)) throw new Error(`${field} has to be a decimal string above zero`);
  }
  if (!(patienceMs > 0)) throw new Error("patienceMs has to be a number above zero");
  return {
    lacks,
    symbol: declared.symbol ?? DEFAULTS.symbol,
    quantity: declared.quantity ?? DEFAULTS.quantity,
    quoteQuantity: declared.quoteQuantity ?? DEFAULTS.quoteQuantity,
    unknownSymbol: declared.unknownSymbol ?? DEFAULTS.unknownSymbol,
    patienceMs,
  };
}
