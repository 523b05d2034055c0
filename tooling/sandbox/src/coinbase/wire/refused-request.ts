import { jsonReply, type Reply } from "../../http/message.ts";

/** A refused request, with the reply to send. */
export class RefusedRequest extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.name = "RefusedRequest";
    this.reply = reply;
  }
}

/** Creates a 400 in the format of the brokerage API. */
export function invalidArgument(details: string): RefusedRequest {
  return new RefusedRequest(
    jsonReply(400, { error: "INVALID_ARGUMENT", error_details: details, message: details }),
  );
}

/** Creates a 404 for an unknown id. Coinbase's error is "unknown" here and "NOT_FOUND" elsewhere. */
export function notFound(details: string): RefusedRequest {
  return new RefusedRequest(jsonReply(404, { error: "unknown", error_details: details, message: details }));
}

/** Creates a 404 for an unknown product, without `error_details`, like the venue. */
export function productNotFound(productId: string): RefusedRequest {
  return new RefusedRequest(
    jsonReply(404, { error: "NOT_FOUND", message: `Product ${productId} not supported` }),
  );
}
