import type { Reply } from "./message.ts";

/** The delivery of an answer: whole, slow, partial, or none. Sockets and the in-memory fetch each carry it out. */
export type Delivery = ReplyDelivery | { readonly kind: "reset" } | { readonly kind: "hang" };

export interface ReplyDelivery {
  readonly kind: "reply";
  readonly reply: Reply;
  /** The delay before the headers are sent. */
  readonly delayMs?: number;
  /** The size of the body's pieces, and the pause before each. */
  readonly pace?: { readonly bytes: number; readonly intervalMs: number };
  /** The number of body bytes after which the connection is destroyed, while the headers announce the whole body. */
  readonly cutAfterBytes?: number;
}

/** Returns the bytes of the body to send, in pieces. */
export function bodyPieces({ reply, pace, cutAfterBytes }: ReplyDelivery): Buffer[] {
  const whole = Buffer.from(reply.body, "utf8");
  const sent = cutAfterBytes === undefined ? whole : whole.subarray(0, cutAfterBytes);
  if (pace === undefined) return sent.length === 0 ? [] : [sent];
  const count = Math.ceil(sent.length / pace.bytes);
  return Array.from({ length: count }, (_, index) =>
    sent.subarray(index * pace.bytes, (index + 1) * pace.bytes),
  );
}
