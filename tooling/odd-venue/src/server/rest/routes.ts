import type { AssetBalance } from "@cqvx/core";
import type { PaperClient } from "@cqvx/mock";
import type { Markets } from "../markets.ts";
import { noSuchPath } from "../odd-error.ts";
import { createListings } from "../orders/listings.ts";
import { createOrderEntry } from "../orders/order-entry.ts";
import { toOrderJson } from "../orders/order-json.ts";
import { digits } from "../wire/digits.ts";
import type { Json } from "../wire/json.ts";
import { readParameters } from "../wire/parameters.ts";

/** A request whose signature was checked. */
export interface RestRequest {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  readonly body: string;
}

/** Answers a request. Rejects with an `OddError` or an error of the paper exchange. */
export type Routes = (request: RestRequest) => Promise<Json>;

interface Arguments {
  /** The last part of a path with an id; else "". */
  readonly id: string;
  readonly query: string;
  readonly body: string;
}

/** Creates the REST interface under /v2. */
export function createRoutes(paper: PaperClient, markets: Markets): Routes {
  const entry = createOrderEntry(paper, markets);
  const listings = createListings(paper, markets);
  const routes: Readonly<Record<string, (given: Arguments) => Promise<Json>>> = {
    "GET /v2/markets": async ({ query }) => withoutQuery(query, markets.list()),
    "GET /v2/balances": async ({ query }) => {
      const { assets } = await paper.getBalance({ includeZero: true });
      return withoutQuery(query, assets.map(toBalanceJson));
    },
    "GET /v2/key": async ({ query }) => withoutQuery(query, { trade: true }),
    "GET /v2/orders": ({ query }) => listings.orders(query),
    "GET /v2/fills": ({ query }) => listings.fills(query),
    "PUT /v2/orders": ({ body }) => entry.place(body),
    "GET /v2/orders/:id": async ({ id }) => toOrderJson(await paper.getOrder(id)),
    "DELETE /v2/orders/:id": ({ id }) => entry.cancel(id),
  };
  return async ({ method, target, body }) => {
    const [path = "", ...rest] = target.split("?");
    const id = /^\/v2\/orders\/([^/]+)$/.exec(path)?.[1];
    const route = routes[`${method} ${id === undefined ? path : "/v2/orders/:id"}`];
    if (route === undefined) throw noSuchPath();
    return route({ id: id ?? "", query: rest.join("?"), body });
  };
}

function withoutQuery(query: string, answer: Json): Json {
  readParameters(query, []);
  return answer;
}

/** Returns `[asset, free, locked]`. */
function toBalanceJson({ asset, total, available, locked }: AssetBalance): Json {
  return [asset, digits(available ?? total), digits(locked ?? "0")];
}
