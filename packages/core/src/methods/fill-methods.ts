import type { Fills } from "../contract/venue-client.ts";
import type { ExecutionReport } from "../cqc/messages.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { Page } from "../http/collect-pages.ts";
import type { Connection } from "../http/connection.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { HttpRequest } from "../http/venue-http.ts";
import { type CheckedFillFilter, checkFillFilter } from "../validation/filters.ts";
import { listFills } from "./list-newest.ts";

/** The method of `Fills`. */
export function createFillMethods(
  { calls }: Pick<ClientParts, "calls">,
  getFills: (filter: CheckedFillFilter, call: VenueCall) => Promise<ExecutionReport[]>,
): Fills {
  return {
    getFills: (filter = {}, options) =>
      calls.run("getFills", options, async (call) => getFills(checkFillFilter(filter, call), call)),
  };
}

/** The method of `Fills`, over the list that has the fills of a filter. */
export function createListedFillMethods(
  connection: Pick<Connection, "calls" | "http">,
  toRequest: (filter: CheckedFillFilter, call: VenueCall) => HttpRequest<Page<ExecutionReport>>,
): Fills {
  return createFillMethods(connection, async (filter, call) =>
    listFills(connection, call, filter, toRequest(filter, call)),
  );
}
