import type { VenueState } from "../../exchange/exchange.ts";
import type { VenueRequest } from "../../http/message.ts";
import type { Permissions, Principal } from "../authentication/credentials.ts";

/** One request on its way through an endpoint. */
export interface Call {
  readonly request: VenueRequest;
  readonly query: URLSearchParams;
  /** The named segments of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly principal: Principal | undefined;
  readonly state: VenueState;
}

/** What an endpoint answers with status 200; anything else it throws as a `RefusedRequest`. */
export interface Endpoint {
  readonly access: "public" | keyof Permissions;
  answer(call: Call): unknown;
}
