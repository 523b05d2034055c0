import type { Delivery } from "../http/delivery.ts";
import { type Reply, textReply, withHeaders } from "../http/message.ts";
import { type Fault, type FaultEffect, type FaultKind, HANDLED } from "./fault.ts";

type Effect<Kind extends FaultKind> = Extract<FaultEffect, { readonly kind: Kind }>;
type Act<Kind extends FaultKind> = (effect: Effect<Kind>, reply: Reply) => Delivery;

const JSON_TYPE = "application/json; charset=utf-8";
const PAGE = "<html><head><title>Sandbox</title></head><body>Not an answer of the venue.</body></html>";
const NOTHING: Reply = textReply(200, "", JSON_TYPE);

const ACTS: { readonly [Kind in FaultKind]: Act<Kind> } = {
  status: ({ status, body = "", contentType = "text/plain", headers = {} }) =>
    whole(withHeaders(textReply(status, body, contentType), headers)),
  latency: ({ ms }, reply) => ({ kind: "reply", reply, delayMs: ms }),
  trickle: ({ bytes = 1, intervalMs }, reply) => ({ kind: "reply", reply, pace: { bytes, intervalMs } }),
  truncate: ({ bytes }, reply) => ({
    kind: "reply",
    reply,
    cutAfterBytes: bytes ?? Math.floor(Buffer.byteLength(reply.body) / 2),
  }),
  reset: () => ({ kind: "reset" }),
  hang: () => ({ kind: "hang" }),
  empty: () => whole(NOTHING),
  html: () => whole(textReply(200, PAGE, JSON_TYPE)),
  malformed: (_, reply) => whole({ ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) }),
  array: (_, reply) => whole({ ...reply, body: `[${reply.body}]` }),
  huge: ({ megabytes }) =>
    whole(textReply(200, `{"padding":"${"x".repeat(megabytes * 1_048_576)}"}`, JSON_TYPE)),
  redirect: ({ location, status = 307 }) => whole(withHeaders(textReply(status, ""), { location })),
};

/** Returns the delivery of an answer under a fault. Calls `handle` once if the venue carries the request out. */
export function deliveryOf(fault: Fault, handle: () => Reply): Delivery {
  const reply = (fault.handled ?? HANDLED[fault.kind]) ? handle() : NOTHING;
  const act = ACTS[fault.kind] as Act<FaultKind>;
  return act(fault, reply);
}

function whole(reply: Reply): Delivery {
  return { kind: "reply", reply };
}
