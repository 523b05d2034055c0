import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { Topic } from "./session/socket-protocol.ts";
import { StreamConnection } from "./stream-connection.ts";
import { type SocketFacts, type StreamContext, streamError } from "./stream-context.ts";
import { STREAM_LIMITS, type StreamLimits } from "./stream-limits.ts";
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

/** The hub of one socket of a venue. It has no connection and no timer before the first topic. */
export function createStreamHub(
  facts: SocketFacts,
  runtime: ResolvedRuntime,
  limits: StreamLimits = STREAM_LIMITS,
): StreamHub {
  const context: StreamContext = { ...facts, runtime, limits };
  /** Those without topics stay for the next ones: they know how long the venue is to be left alone. */
  const connections: StreamConnection[] = [];
  let closed: Promise<void> | undefined;

  const withRoom = (): StreamConnection => {
    const free = connections.find(({ size }) => size < facts.protocol.topicsPerConnection);
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
