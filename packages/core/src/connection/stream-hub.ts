import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { Topic } from "./protocol/socket-protocol.ts";
import { StreamConnection } from "./stream-connection.ts";
import {
  type SocketFacts,
  STREAM_LIMITS,
  type StreamContext,
  type StreamLimits,
  streamError,
} from "./topics/stream-context.ts";
import type { TopicSink } from "./topics/topic-sink.ts";

/** All topics of one socket URL of a venue. The hub opens and closes connections as topics come and go. */
export interface StreamHub {
  /** Subscribes a topic until it is detached or ended. A topic has one sink at a time. */
  attach(topic: Topic, sink: TopicSink): void;
  /** Ends a topic; its sink receives nothing more. Resolves when the connection is closed, if this was its last topic. */
  detach(topic: Topic, sink: TopicSink): Promise<void>;
  /** Ends all topics without a word to their sinks. Resolves within a second, with no timer and no socket left. */
  close(): Promise<void>;
}

/** Creates the hub of one socket URL. It has no connection and no timer before the first topic. */
export function createStreamHub(
  facts: SocketFacts,
  runtime: ResolvedRuntime,
  limits: StreamLimits = STREAM_LIMITS,
): StreamHub {
  const context: StreamContext = { ...facts, runtime, limits };
  /** Connections without topics stay in the list, because they remember their backoff. */
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
