import { isPositiveDecimal } from "@cqvx/core/in-memory";
import type { ContractDeclaration } from "./contract-subject.ts";
import { isFeature } from "./feature.ts";

/** A declaration with all its defaults. */
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

/** Checks a declaration and adds the defaults. Throws for an unknown name, because a misspelt feature would not be proved absent. */
export function readDeclaration(declared: ContractDeclaration): Declared {
  const unknown = Object.keys(declared).find((field) => !(field in DEFAULTS));
  if (unknown !== undefined)
    throw new Error(`a declaration has no "${unknown}": its fields are ${Object.keys(DEFAULTS).join(", ")}`);
  const { lacks = DEFAULTS.lacks, patienceMs = DEFAULTS.patienceMs } = declared;
  const unknownFeature = lacks.find((feature) => !isFeature(feature));
  if (unknownFeature !== undefined)
    throw new Error(`"${unknownFeature}" in lacks is not the name of a feature`);
  for (const field of ["quantity", "quoteQuantity"] as const) {
    const amount = declared[field] ?? DEFAULTS[field];
    if (!isPositiveDecimal(amount)) throw new Error(`${field} must be a decimal string above zero`);
  }
  if (!(patienceMs > 0)) throw new Error("patienceMs must be a number above zero");
  return {
    lacks,
    symbol: declared.symbol ?? DEFAULTS.symbol,
    quantity: declared.quantity ?? DEFAULTS.quantity,
    quoteQuantity: declared.quoteQuantity ?? DEFAULTS.quoteQuantity,
    unknownSymbol: declared.unknownSymbol ?? DEFAULTS.unknownSymbol,
    patienceMs,
  };
}
