import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { StreamConnection } from "./stream-connection.ts";
import { type StreamContext, streamError } from "./stream-context.ts";
import { STREAM_LIMITS, type StreamLimits } from "./stream-limits.ts";
import type { StreamProtocol, Topic } from "./stream-protocol.ts";
import type { TopicSink } from "./topic-sink.ts";

/** The streams of one venue's sockets: topics come and go, connections are its own business. */
export interface StreamHub {
  /** Subscribes, and stays subscribed until it is detached or ends. One sink a topic at a time. */
  attach(topic: Topic, sink: TopicSink): void;
  /** The sink gets nothing more from now on. Resolves when a connection that was closed for it is gone. */
  detach(topic: Topic, sink: TopicSink): Promise<void>;
  /** Ends everything; resolves within a second, and leaves neither timer nor socket. Sinks get nothing more. */
  close(): Promise<void>;
}

/** The hub of one protocol. It has no socket and no timer before the first topic. */
export function createStreamHub(
  venue: string,
  protocol: StreamProtocol,
  runtime: ResolvedRuntime,
  limits: StreamLimits = STREAM_LIMITS,
): StreamHub {
  const context: StreamContext = { venue, protocol, runtime, limits };
  /** Those without topics stay for the next ones: they know how long the venue is to be left alone. */
  const connections: StreamConnection[] = [];
  let closed: Promise<void> | undefined;

  const withRoom = (): StreamConnection => {
    const free = connections.find(({ size }) => size < protocol.topicsPerConnection);
    if (free !== undefined) return free;
    const added = new StreamConnection(context);
    connections.push(added);
    return added;
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(connections.map((connection) => connection.close()));
  };

  return {
    attach: (topic, sink) => {
      if (closed !== undefined) {
        sink.ended(
          streamError(context, { kind: "aborted", code: "CLIENT_CLOSED", reason: "the client is closed" }),
        );
        return;
      }
      if (connections.some((connection) => connection.has(topic))) {
        throw new Error("the topic has a sink already");
      }
      withRoom().attach(topic, sink);
    },
    detach: async (topic, sink) => {
      await connections.find((connection) => connection.has(topic))?.detach(topic, sink);
    },
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}
