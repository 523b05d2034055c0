import type { SocketHost } from "../sockets/socket-host.ts";
import { createQueue } from "./fault-queue.ts";
import {
  type FrameFault,
  type HandshakeFault,
  isCloseCode,
  type StreamFault,
  type StreamFaultTarget,
} from "./stream-fault.ts";

/** A frame that is about to go out. */
export interface OutgoingFrame {
  readonly host: SocketHost;
  readonly connection: number;
  readonly channel: string;
  /** Undefined for frames without a number. */
  readonly frame: number | undefined;
}

/** The pending stream faults, in the order in which they were added. */
export interface StreamFaultQueue {
  add(...faults: readonly StreamFault[]): void;
  clear(): void;
  /** The faults that have not applied `times` times yet. */
  readonly pending: readonly StreamFault[];
  takeForFrame(frame: OutgoingFrame): FrameFault | undefined;
  takeForHandshake(handshake: Pick<OutgoingFrame, "host" | "connection">): HandshakeFault | undefined;
}

type Subject = Partial<OutgoingFrame> & Pick<OutgoingFrame, "host" | "connection">;

export function createStreamFaultQueue(): StreamFaultQueue {
  const frames = createQueue<StreamFaultTarget & FrameFault, Subject>(matches);
  const handshakes = createQueue<StreamFaultTarget & HandshakeFault, Subject>(matches);
  return {
    get pending() {
      return [...handshakes.pending, ...frames.pending];
    },
    add(...faults) {
      for (const fault of faults) {
        if (fault.kind === "close" && !isCloseCode(fault.code ?? 1000)) {
          throw new RangeError(`${fault.code} is not a valid close code`);
        }
        if (fault.kind === "refuse" || fault.kind === "silent") handshakes.add(fault);
        else frames.add(fault);
      }
    },
    clear() {
      frames.clear();
      handshakes.clear();
    },
    takeForFrame: (frame) => frames.take(frame),
    takeForHandshake: (handshake) => handshakes.take(handshake),
  };
}

function matches({ match = {} }: StreamFaultTarget, subject: Subject): boolean {
  const { host, connection, channel, frame } = match;
  return (
    (host === undefined || host === subject.host) &&
    (connection === undefined || connection === subject.connection) &&
    (channel === undefined || channel === subject.channel) &&
    (frame === undefined || frame === subject.frame)
  );
}
