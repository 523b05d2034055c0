import type { Reply } from "./message.ts";

/** How an answer travels back: whole, slowly, in part, or not at all. Sockets and memory each act it out in their way. */
export type Delivery = ReplyDelivery | { readonly kind: "reset" } | { readonly kind: "hang" };

export interface ReplyDelivery {
  readonly kind: "reply";
  readonly reply: Reply;
  /** Nothing, not even a header, is sent before this. */
  readonly delayMs?: number;
  /** The body comes in pieces of so many bytes, with a pause before each. */
  readonly pace?: { readonly bytes: number; readonly intervalMs: number };
  /** The connection is destroyed after so many bytes of the body, while the headers promise all of it. */
  readonly cutAfterBytes?: number;
}

/** The body's bytes that are to be sent, in the pieces in which they are. */
export function bodyPieces({ reply, pace, cutAfterBytes }: ReplyDelivery): Buffer[] {
  const whole = Buffer.from(reply.body, "utf8");
  const sent = cutAfterBytes === undefined ? whole : whole.subarray(0, cutAfterBytes);
  if (pace === undefined) return sent.length === 0 ? [] : [sent];
  const count = Math.ceil(sent.length / pace.bytes);
  return Array.from({ length: count }, (_, index) =>
    sent.subarray(index * pace.bytes, (index + 1) * pace.bytes),
  );
}
