import { type FrameDelivery, frameDeliveryOf } from "../../faults/frame-delivery.ts";
import type { StreamFaultQueue } from "../../faults/stream-fault-queue.ts";
import type { SocketHost } from "../../sockets/socket-host.ts";
import type { Cancel, Scheduler } from "../../time/scheduler.ts";

/** The outgoing frames of one connection. Applies the stream faults, and numbers frames from 0 across all channels. */
export interface Outbox {
  /**
   * Sends the events of a channel, as JSON. Returns the frame's number, also for a frame that a fault drops. Returns
   * undefined for an omitted frame and after `stop`.
   */
  send(channel: string, events: string): number | undefined;
  /** Sends an error, which names no channel and has no number. */
  sendError(message: string): void;
  /** Stops sending, and drops the frames that wait. */
  stop(): void;
}

export interface OutboxOptions {
  readonly host: SocketHost;
  readonly connection: number;
  readonly faults: StreamFaultQueue;
  readonly scheduler: Scheduler;
  timestamp(): string;
  deliver(text: string): void;
  end(end: NonNullable<FrameDelivery["end"]>): void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { host, connection, faults, scheduler } = options;
  let sequence = 0;
  let isStopped = false;
  let queue: FrameDelivery[] = [];
  let behind: FrameDelivery | undefined;
  let stopWaiting: Cancel | undefined;

  const act = ({ texts, end }: FrameDelivery): void => {
    for (const text of texts) if (!isStopped) options.deliver(text);
    if (end !== undefined && !isStopped) options.end(end);
  };
  const deliver = (delivery: FrameDelivery): void => {
    if (delivery.behindNext && behind === undefined) {
      behind = delivery;
      return;
    }
    // Frames held back by `reorder` follow the next frame that is sent.
    const following = delivery.texts.length > 0 ? behind : undefined;
    if (following !== undefined) behind = undefined;
    act(delivery);
    if (following !== undefined) act(following);
  };
  const flush = (): void => {
    while (stopWaiting === undefined) {
      const next = queue.shift();
      if (next === undefined) return;
      if (next.delayMs === undefined) deliver(next);
      else {
        stopWaiting = scheduler.after(next.delayMs, () => {
          stopWaiting = undefined;
          deliver(next);
          flush();
        });
      }
    }
  };
  const push = (delivery: FrameDelivery): void => {
    queue.push(delivery);
    flush();
  };

  return {
    send(channel, events) {
      if (isStopped) return undefined;
      const frame = sequence;
      const fault = faults.takeForFrame({ host, connection, channel, frame });
      if (fault?.kind === "omit") return undefined;
      sequence += 1;
      const timestamp = options.timestamp();
      const text = `{"channel":"${channel}","timestamp":"${timestamp}","sequence_num":${frame},"events":${events}}`;
      push(frameDeliveryOf(fault, text));
      return frame;
    },
    sendError(message) {
      if (isStopped) return;
      const subject = { host, connection, channel: "error", frame: undefined };
      push(frameDeliveryOf(faults.takeForFrame(subject), JSON.stringify({ type: "error", message })));
    },
    stop() {
      isStopped = true;
      queue = [];
      behind = undefined;
      stopWaiting?.();
    },
  };
}
