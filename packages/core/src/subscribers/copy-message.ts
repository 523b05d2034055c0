import type { Order, Trade } from "../cqc/messages.ts";

/** A copy of a message whose times are its own too: what a handler does to it is not seen by another. */
export function copyMessage<Message extends Order | Trade>(message: Message): Message {
  const copy = { ...message };
  for (const field in copy) {
    const part = copy[field];
    if (typeof part === "object" && part !== null) copy[field] = { ...part };
  }
  return copy;
}
