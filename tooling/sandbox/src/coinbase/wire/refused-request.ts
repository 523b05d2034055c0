import { jsonReply, type Reply } from "../../http/message.ts";

/** A request that no handler can take, and what is answered instead. */
export class RefusedRequest extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.name = "RefusedRequest";
    this.reply = reply;
  }
}

/** 400 in the envelope of the brokerage API. */
export function invalidArgument(details: string): RefusedRequest {
  return new RefusedRequest(
    jsonReply(400, { error: "INVALID_ARGUMENT", error_details: details, message: details }),
  );
}

/** 404 for what an id names nowhere. Coinbase says "unknown" here and "NOT_FOUND" elsewhere. */
export function notFound(details: string): RefusedRequest {
  return new RefusedRequest(jsonReply(404, { error: "unknown", error_details: details, message: details }));
}

/** 404 for a product, without `error_details`, as the venue has it. */
export function productNotFound(productId: string): RefusedRequest {
  return new RefusedRequest(
    jsonReply(404, { error: "NOT_FOUND", message: `Product ${productId} not supported` }),
  );
}
