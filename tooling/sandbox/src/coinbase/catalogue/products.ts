import type { Product, SeededProduct } from "../../exchange/market/product.ts";
import { decimal } from "../../numbers/decimal.ts";
import { productNotFound } from "../wire/refused-request.ts";

interface Row {
  readonly grid: readonly [base: string, quote: string];
  readonly limits: readonly [baseMin: string, baseMax: string, quoteMin: string, quoteMax: string];
  readonly startPrice: string;
  /** Further quote currencies whose products share the book. */
  readonly aliases: readonly string[];
}

/** The display names of currencies, by code. */
const NAMES: Readonly<Record<string, string>> = {
  BTC: "Bitcoin",
  ETH: "Ethereum",
  SOL: "Solana",
  USD: "US Dollar",
  USDC: "USDC",
};

const ROWS: Readonly<Record<string, Row>> = {
  "BTC-USD": {
    grid: ["0.00000001", "0.01"],
    limits: ["0.00000001", "3400", "1", "150000000"],
    startPrice: "64250.5",
    aliases: ["USDC"],
  },
  "ETH-USD": {
    grid: ["0.00000001", "0.01"],
    limits: ["0.00000001", "49000", "1", "150000000"],
    startPrice: "3180.25",
    aliases: ["USDC"],
  },
  "SOL-USD": {
    grid: ["0.00000001", "0.01"],
    limits: ["0.00000001", "290000", "1", "24000000"],
    startPrice: "151.4",
    aliases: [],
  },
  "ETH-BTC": {
    grid: ["0.00000001", "0.00001"],
    limits: ["0.00000001", "34000", "0.00001", "3000"],
    startPrice: "0.0495",
    aliases: [],
  },
};

/** The products that own a book, by id. */
export const SEEDED_PRODUCTS: ReadonlyMap<string, SeededProduct> = new Map(
  Object.entries(ROWS).map(([id, row]) => [
    id,
    { product: createProduct(id, id, row), startPrice: row.startPrice },
  ]),
);

/** Every product by id. BTC-USDC and ETH-USDC trade in the books of BTC-USD and ETH-USD. */
export const PRODUCTS: ReadonlyMap<string, Product> = new Map(
  Object.entries(ROWS).flatMap(([bookId, row]) => {
    const base = bookId.split("-")[0] ?? "";
    const ids = [bookId, ...row.aliases.map((quote) => `${base}-${quote}`)];
    return ids.map((id) => [id, createProduct(id, bookId, row)] as const);
  }),
);

/** Returns the ids of the other products that trade in this product's book. */
export function aliasesOf(product: Product): string[] {
  return [...PRODUCTS.values()]
    .filter(({ id, bookId }) => bookId === product.id && id !== product.id)
    .map(({ id }) => id);
}

/** @throws {RefusedRequest} with Coinbase's 404 when there is no such product. */
export function findProduct(productId: string): Product {
  const product = PRODUCTS.get(productId);
  if (product === undefined) throw productNotFound(productId);
  return product;
}

export function displayNameOf(currency: string): string {
  return NAMES[currency] ?? currency;
}

function createProduct(id: string, bookId: string, { grid, limits }: Row): Product {
  const [base = "", quote = ""] = id.split("-");
  return {
    id,
    base,
    quote,
    baseIncrement: decimal(grid[0]),
    quoteIncrement: decimal(grid[1]),
    priceIncrement: decimal(grid[1]),
    baseMinSize: decimal(limits[0]),
    baseMaxSize: decimal(limits[1]),
    quoteMinSize: decimal(limits[2]),
    quoteMaxSize: decimal(limits[3]),
    bookId,
  };
}
