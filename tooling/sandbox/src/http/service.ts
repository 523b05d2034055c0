import { deliveryOf } from "../faults/delivery-of.ts";
import type { FaultQueue } from "../faults/fault-queue.ts";
import type { Clock } from "../time/clock.ts";
import type { Delivery } from "./delivery.ts";
import { type Handler, type VenueRequest, withDate } from "./message.ts";
import type { RequestLog } from "./request-log.ts";

/** A venue with its log and its faults, independent of sockets and memory. */
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
      const fault = faults.take(request);
      const handle = () => handler(request);
      const delivery: Delivery =
        fault === undefined ? { kind: "reply", reply: handle() } : deliveryOf(fault, handle);
      entry.status = delivery.kind === "reply" ? delivery.reply.status : delivery.kind;
      return delivery.kind === "reply" ? { ...delivery, reply: withDate(delivery.reply, clock) } : delivery;
    },
  };
}
