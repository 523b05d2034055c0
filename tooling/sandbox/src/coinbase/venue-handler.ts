import {
  type Handler,
  jsonReply,
  type Reply,
  textReply,
  type VenueRequest,
  withHeaders,
} from "../http/message.ts";
import { createRouter } from "../http/router.ts";
import type { RateLimitState } from "../rate-limit/rate-limit-state.ts";
import type { Authenticate } from "./authentication/authenticate.ts";
import type { Principal } from "./authentication/credentials.ts";
import type { Endpoint } from "./endpoints/endpoint.ts";
import { ROUTES } from "./endpoints/routes.ts";
import type { RequestLimits } from "./rate-limits.ts";
import type { CoinbaseState } from "./state.ts";
import { RefusedRequest } from "./wire/refused-request.ts";

export interface HandlerOptions {
  readonly state: CoinbaseState;
  readonly authenticate: Authenticate;
  readonly limits: RequestLimits;
}

/** Answer to a request without valid credentials. It is plain text without the reason, as the venue sends it. */
const UNAUTHORIZED = textReply(401, "Unauthorized\n");
const UNKNOWN_PATH = textReply(404, "404 page not found\n");
const TOO_MANY = jsonReply(429, { errors: [{ id: "rate_limit_exceeded", message: "Too many requests" }] });
const MISSING_SCOPE = jsonReply(403, {
  error: "PERMISSION_DENIED",
  error_details: "Missing required scopes",
  message: "Missing required scopes",
});

/** Creates the handler of HTTP requests: it finds the route, checks key, limit and permission, and answers. */
export function createVenueHandler({ state, authenticate, limits }: HandlerOptions): Handler {
  const route = createRouter(ROUTES);
  const answer = (
    { access, answer }: Endpoint,
    call: { request: VenueRequest; parameters: Readonly<Record<string, string>>; principal?: Principal },
  ): Reply => {
    const { request, parameters, principal } = call;
    if (access !== "public" && !principal?.permissions[access]) return MISSING_SCOPE;
    const query = new URLSearchParams(request.query);
    return jsonReply(200, answer({ request, query, parameters, principal, state }));
  };

  return (request) => {
    const match = route(request.method, request.path);
    if (match === undefined) return UNKNOWN_PATH;
    const { endpoint, parameters } = match;
    if (endpoint.access === "public") {
      const limit = limits.take("public", request.client);
      return limit && !limit.allowed ? TOO_MANY : refusable(() => answer(endpoint, { request, parameters }));
    }
    const principal = authenticate(request);
    if (typeof principal === "string") return UNAUTHORIZED;
    const limit = limits.take("private", principal.keyName);
    const reply =
      limit && !limit.allowed
        ? TOO_MANY
        : refusable(() => answer(endpoint, { request, parameters, principal }));
    return limit ? withHeaders(reply, limitHeaders(limit)) : reply;
  };
}

function limitHeaders({ limit, remaining, resetSeconds }: RateLimitState): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetSeconds),
  };
}

function refusable(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof RefusedRequest) return error.reply;
    // An error of the sandbox itself goes into the answer, so that the author of a test sees it.
    const message = error instanceof Error ? error.message : String(error);
    return jsonReply(500, { error: "INTERNAL", error_details: `sandbox: ${message}`, message });
  }
}
