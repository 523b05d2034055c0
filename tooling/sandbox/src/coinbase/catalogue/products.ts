import { type Decimal, decimal } from "../../numbers/decimal.ts";

/** A spot product: its grid, its limits, and whose book it trades in. */
export interface Product {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly baseName: string;
  readonly quoteName: string;
  readonly baseIncrement: Decimal;
  readonly quoteIncrement: Decimal;
  readonly priceIncrement: Decimal;
  readonly baseMinSize: Decimal;
  readonly baseMaxSize: Decimal;
  readonly quoteMinSize: Decimal;
  readonly quoteMaxSize: Decimal;
  /** The product whose book this one shares: BTC-USDC trades in the book of BTC-USD. Its own id when it has its own. */
  readonly bookId: string;
}

/** A product that has a book of its own, and where the market of that book starts. */
export interface SeededProduct {
  readonly product: Product;
  readonly startPrice: string;
}

interface Row {
  readonly grid: readonly [base: string, quote: string];
  readonly limits: readonly [baseMin: string, baseMax: string, quoteMin: string, quoteMax: string];
  readonly startPrice: string;
  /** The quote currencies that share the book besides the first. */
  readonly aliases: readonly string[];
}

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

/** The products with books of their own, by id. */
export const SEEDED_PRODUCTS: ReadonlyMap<string, SeededProduct> = new Map(
  Object.entries(ROWS).map(([id, row]) => [
    id,
    { product: createProduct(id, id, row), startPrice: row.startPrice },
  ]),
);

/** Every product by its id, aliases included. */
export const PRODUCTS: ReadonlyMap<string, Product> = new Map(
  Object.entries(ROWS).flatMap(([bookId, row]) => {
    const base = bookId.split("-")[0] ?? "";
    const ids = [bookId, ...row.aliases.map((quote) => `${base}-${quote}`)];
    return ids.map((id) => [id, createProduct(id, bookId, row)] as const);
  }),
);

/** The ids of the products that share this one's book under another name. */
export function aliasesOf(product: Product): string[] {
  return [...PRODUCTS.values()]
    .filter(({ id, bookId }) => bookId === product.id && id !== product.id)
    .map(({ id }) => id);
}

function createProduct(id: string, bookId: string, { grid, limits }: Row): Product {
  const [base = "", quote = ""] = id.split("-");
  return {
    id,
    base,
    quote,
    baseName: NAMES[base] ?? base,
    quoteName: NAMES[quote] ?? quote,
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
