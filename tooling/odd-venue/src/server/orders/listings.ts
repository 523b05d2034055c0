import type { PaperClient } from "@cqvx/mock";
import type { Markets } from "../markets.ts";
import { badParameter } from "../odd-error.ts";
import type { Json } from "../wire/json.ts";
import { type Parameters, readParameters } from "../wire/parameters.ts";
import { toFillJson } from "./fill-json.ts";
import { toOrderJson } from "./order-json.ts";
import { LIVE_STATUSES } from "./order-words.ts";

/** Lists of orders and fills, newest first, in pages. A page beyond the end is an empty list. */
export interface Listings {
  orders(query: string): Promise<Json>;
  fills(query: string): Promise<Json>;
}

const COMMON = ["page", "size", "market", "since", "until"];
const LARGEST_PAGE = 50;
const LAST_PAGE = 1_000_000;

export function createListings(paper: PaperClient, markets: Markets): Listings {
  return {
    orders: async (query) => {
      const parameters = readParameters(query, [...COMMON, "live"]);
      const live = parameters.text("live");
      if (live !== undefined && live !== "1") throw badParameter("live");
      const { filter, cut } = readCommon(parameters, markets);
      const statuses = live === undefined ? undefined : LIVE_STATUSES;
      return cut(await paper.getOrders({ ...filter, statuses })).map(toOrderJson);
    },
    fills: async (query) => {
      const parameters = readParameters(query, [...COMMON, "order"]);
      const order = parameters.text("order");
      const { filter, cut } = readCommon(parameters, markets);
      const orderIds = order === undefined ? undefined : [order];
      return cut(await paper.getFills({ ...filter, orderIds })).map(toFillJson);
    },
  };
}

interface Common {
  readonly filter: {
    readonly symbols?: readonly string[] | undefined;
    /** Included. */
    readonly start?: Date | undefined;
    /** Excluded. */
    readonly end?: Date | undefined;
    readonly limit: number;
  };
  /** Cuts the page out of the list. */
  cut<Item>(items: readonly Item[]): Item[];
}

function readCommon(parameters: Parameters, markets: Markets): Common {
  const page = parameters.integer("page", 1, LAST_PAGE) ?? 1;
  const size = parameters.integer("size", 1, LARGEST_PAGE) ?? LARGEST_PAGE;
  const market = parameters.text("market");
  const symbols = market === undefined ? undefined : [markets.symbolOf(market)];
  const limit = page * size;
  const [start, end] = [readTime(parameters, "since"), readTime(parameters, "until")];
  return {
    filter: { symbols, start, end, limit },
    cut: (items) => items.slice(limit - size, limit),
  };
}

function readTime(parameters: Parameters, name: string): Date | undefined {
  const ms = parameters.integer(name, 0, Number.MAX_SAFE_INTEGER);
  return ms === undefined ? undefined : new Date(ms);
}
