import { type JsonObject, MalformedReply, meaningful, type Refusal, RefusedReply } from "@cqvx/core/venue";
import { readOrderId } from "./execution.ts";

/** Reasons that depend on the moment: the same order may be accepted later. A preview's have PREVIEW_ before them. */
const MAY_PASS_LATER = new Set([
  "INVALID_NO_LIQUIDITY",
  "ORDER_ENTRY_DISABLED",
  "INELIGIBLE_PAIR",
  "UNTRADABLE_PRODUCT",
  "TRADING_DISABLED",
  "PRODUCT_TRADING_HALTED",
  "MISSING_MARKET_TRADE_DATA",
  "COMMANDER_REJECTED_NEW_ORDER",
]);

/** Where a rejected order says why, the most specific first. */
const REASON_FIELDS = ["new_order_failure_reason", "preview_failure_reason", "error"] as const;

/** The documented word of the gateway when it turned a request away before it reached the exchange. */
const TURNED_AWAY = "rate_limit_exceeded";

/** The word for an order that exists: to a caller who sends it again, a rejection would say that there is none. */
const DUPLICATE = "DUPLICATE_CLIENT_ORDER_ID";

/**
 * Throws the rejection that came with HTTP 200. Coinbase spreads the reason over several fields and fills the others with
 * "" or UNKNOWN_…; old replies have it at the top level.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function checkAccepted(reply: JsonObject): void {
  const success = reply.boolean("success");
  if (success === true || (success === undefined && reply.has("success_response"))) return;
  // What follows tells a caller that there is no order: a reply that does not say so plainly proves nothing.
  if (readOrderId(reply) !== undefined) throw new MalformedReply("a refusal names an order");
  const refusal = reply.object("error_response");
  const words = REASON_FIELDS.map((field) => meaningful(refusal?.text(field)));
  const word = words.find((each) => each !== undefined);
  if (success === undefined && word === undefined) throw new MalformedReply("success is missing");
  if (word === DUPLICATE) throw new MalformedReply("an order with this client order id exists", DUPLICATE);
  const code = word ?? meaningful(reply.text("failure_reason"));
  const message = refusal?.text("message") ?? refusal?.text("error_details");
  throw rejection(code, message);
}

/** The refusal by a word of Coinbase's own, which becomes the error's `code`. Coinbase executed nothing. */
export function rejection(code: string | undefined, message?: string): RefusedReply {
  const retryable = MAY_PASS_LATER.has(code?.replace(/^PREVIEW_/, "") ?? "");
  return new RefusedReply({ code, message, retryable, notCarriedOut: true });
}

/** In the EU Coinbase can withhold data until a proof of identity is sent; that is not an empty list. */
export function findWithheld(reply: JsonObject): Refusal | undefined {
  if (reply.boolean("proof_token_required") !== true) return undefined;
  const message = "Coinbase withholds the data until the owner has confirmed their identity";
  return { kind: "unauthorized", code: "PROOF_TOKEN_REQUIRED", message };
}

/**
 * Reads the bodies of replies that are not 2xx: `{error, error_details, message}`, the gRPC gateway's
 * `{error, code, message}`, and `{errors: [{id, message}]}`.
 * https://docs.cdp.coinbase.com/coinbase-app/api-architecture/error-messages
 */
export function readCoinbaseRefusal(status: number, body: JsonObject): Refusal {
  const [first] = body.has("errors") ? body.list("errors") : [];
  const word = first?.text("id") ?? body.text("error");
  const turnedAway = status === 429 && word?.toLowerCase() === TURNED_AWAY;
  return {
    code: word?.toLowerCase() === "unknown" ? undefined : meaningful(word),
    message: first?.text("message") ?? body.text("message") ?? body.text("error_details"),
    ...(turnedAway && { notCarriedOut: true }),
  };
}
