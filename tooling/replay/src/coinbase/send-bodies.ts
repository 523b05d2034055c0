import type { Exercise } from "../exercise.ts";
import { field, textOr } from "./field.ts";
import { orderOf } from "./order-of.ts";
import { type StandIn, standIn } from "./stand-in.ts";

/** Places, previews or cancels the order of each stored body, and compares the body that the client sends. */
export const sendBodies: Exercise = {
  run: async ({ input }) => {
    const bodies = Array.isArray(input) ? input : [input];
    const compared: string[] = [];
    for (const each of bodies) {
      const path = textOr("/orders", each, "path");
      const send = Object.hasOwn(SENDERS, path) ? SENDERS[path] : undefined;
      if (send === undefined) {
        compared.push(`${path}: not offered`);
        continue;
      }
      const venue = standIn({ text: "{}", status: 200 });
      await send(venue, field(each, "body")).catch(() => {});
      const sent = JSON.stringify(sorted(withoutId(venue.sent[0]?.body)));
      if (sent !== JSON.stringify(sorted(withoutId(field(each, "body"))))) throw new Error(`sent ${sent}`);
      compared.push(textOr(path, each, "desc"));
    }
    return compared;
  },
};

const SENDERS: Readonly<Record<string, (venue: StandIn, body: unknown) => Promise<unknown>>> = {
  "/orders": ({ client }, body) => client.placeOrder(orderOf(body)),
  "/orders/preview": ({ client }, body) => client.previewOrder(orderOf(body)),
  "/orders/batch_cancel": ({ client }, body) => client.cancelOrder(textOr("x", body, "order_ids", 0)),
};

function withoutId(body: unknown): unknown {
  return typeof body === "object" && body !== null ? { ...body, client_order_id: undefined } : body;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
