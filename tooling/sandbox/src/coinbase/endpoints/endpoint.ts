import type { VenueRequest } from "../../http/message.ts";
import type { Permissions, Principal } from "../authentication/credentials.ts";
import type { CoinbaseState } from "../state.ts";

/** One request to an endpoint. */
export interface Call {
  readonly request: VenueRequest;
  readonly query: URLSearchParams;
  /** The named segments of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly principal: Principal | undefined;
  readonly state: CoinbaseState;
}

/** An endpoint. `answer` returns the body of status 200, and throws a `RefusedRequest` for any other status. */
export interface Endpoint {
  readonly access: "public" | keyof Permissions;
  answer(call: Call): unknown;
}
