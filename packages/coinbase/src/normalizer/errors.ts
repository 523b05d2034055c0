import { type JsonObject, MalformedReply, meaningful, type Refusal, RefusedReply } from "@cqvx/core/venue";
import { readOrderId } from "./execution.ts";

/** Transient reasons: Coinbase may accept the same order later. The reasons of a preview have the prefix PREVIEW_. */
const TRANSIENT_REASONS = new Set([
  "INVALID_NO_LIQUIDITY",
  "ORDER_ENTRY_DISABLED",
  "INELIGIBLE_PAIR",
  "UNTRADABLE_PRODUCT",
  "TRADING_DISABLED",
  "PRODUCT_TRADING_HALTED",
  "MISSING_MARKET_TRADE_DATA",
  "COMMANDER_REJECTED_NEW_ORDER",
]);

/** Fields with the reason of a rejected order, the most specific first. */
const REASON_FIELDS = ["new_order_failure_reason", "preview_failure_reason", "error"] as const;

/** The documented error of the gateway for a request that it did not pass on to the exchange. */
const TURNED_AWAY = "rate_limit_exceeded";

/** The reason for a client order id that exists. It is no rejection: the order may be an earlier attempt of the caller. */
const DUPLICATE = "DUPLICATE_CLIENT_ORDER_ID";

/**
 * Throws when a reply with HTTP 200 rejects the order. Coinbase spreads the reason over several fields and fills the others
 * with "" or UNKNOWN_…. Old replies have it at the top level.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function checkAccepted(reply: JsonObject): void {
  const success = reply.boolean("success");
  if (success === true || (success === undefined && reply.has("success_response"))) return;
  // A rejection tells the caller that no order exists. An ambiguous reply must not become one.
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

/** Creates the refusal with Coinbase's reason as the `code` of the error. Coinbase executed nothing. */
export function rejection(code: string | undefined, message?: string): RefusedReply {
  const retryable = TRANSIENT_REASONS.has(code?.replace(/^PREVIEW_/, "") ?? "");
  return new RefusedReply({ code, message, retryable, notExecuted: true });
}

/** Finds a reply that withholds data until the owner proves their identity, as in the EU. It must not pass for an empty list. */
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
    ...(turnedAway && { notExecuted: true }),
  };
}
