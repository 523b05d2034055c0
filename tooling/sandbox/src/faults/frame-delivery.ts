import { CUT } from "../sockets/socket-service.ts";
import type { FrameFault, FrameFaultKind } from "./stream-fault.ts";

/** The texts to send for one frame, and the effect on its connection. */
export interface FrameDelivery {
  readonly texts: readonly string[];
  /** The delay of this frame and of all that follow. */
  readonly delayMs?: number;
  /** True when the frame is sent after the next one. */
  readonly behindNext?: boolean;
  /** The end of the connection after this frame. */
  readonly end?: "stall" | { readonly code: number; readonly reason: string };
}

type Effect<Kind extends FrameFaultKind> = Extract<FrameFault, { readonly kind: Kind }>;
type Act<Kind extends FrameFaultKind> = (effect: Effect<Kind>, text: string) => FrameDelivery;

const NOTHING: FrameDelivery = { texts: [] };

const ACTS: { readonly [Kind in FrameFaultKind]: Act<Kind> } = {
  drop: () => NOTHING,
  omit: () => NOTHING,
  duplicate: (_, text) => ({ texts: [text, text] }),
  reorder: (_, text) => ({ texts: [text], behindNext: true }),
  slow: ({ ms }, text) => ({ texts: [text], delayMs: ms }),
  stall: () => ({ texts: [], end: "stall" }),
  close: ({ code = 1000, reason = "" }) => ({ texts: [], end: { code, reason } }),
  reset: () => ({ texts: [], end: { code: CUT, reason: "" } }),
  malformed: (_, text) => ({ texts: [text.slice(0, Math.ceil(text.length / 2))] }),
  array: (_, text) => ({ texts: [`[${text}]`] }),
  oversize: ({ megabytes }, text) => ({
    texts: [`{"padding":"${"x".repeat(megabytes * 1_048_576)}",${text.slice(1)}`],
  }),
};

/** Returns the delivery of a frame under a fault, or of the whole frame without one. */
export function frameDeliveryOf(fault: FrameFault | undefined, text: string): FrameDelivery {
  if (fault === undefined) return { texts: [text] };
  const act = ACTS[fault.kind] as Act<FrameFaultKind>;
  return act(fault, text);
}
