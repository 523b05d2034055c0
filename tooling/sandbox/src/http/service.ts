import type { Clock } from "../clock.ts";
import { deliveryOf } from "../faults/delivery-of.ts";
import type { FaultQueue } from "../faults/fault-queue.ts";
import type { Delivery } from "./delivery.ts";
import { type Handler, type VenueRequest, withHeaders } from "./message.ts";
import type { RequestLog } from "./request-log.ts";

/** A venue with its log and its faults: what sockets and memory both carry. */
export interface Service {
  receive(request: VenueRequest): Delivery;
}

export function createService(
  handler: Handler,
  { faults, log, clock }: { readonly faults: FaultQueue; readonly log: RequestLog; readonly clock: Clock },
): Service {
  return {
    receive(request) {
      const entry = log.add(request);
      // The venue's own clock, so that a client can measure its offset from the Date header.
      const handle = () => withHeaders(handler(request), { date: new Date(clock.now()).toUTCString() });
      const fault = faults.take(request);
      const delivery: Delivery =
        fault === undefined ? { kind: "reply", reply: handle() } : deliveryOf(fault, handle);
      entry.status = delivery.kind === "reply" ? delivery.reply.status : delivery.kind;
      return delivery;
    },
  };
}
