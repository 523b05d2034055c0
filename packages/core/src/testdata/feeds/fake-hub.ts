import type { StreamMessage, Topic } from "../../connection/protocol/socket-protocol.ts";
import type { StreamHub } from "../../connection/stream-hub.ts";
import type { Loss, TopicSink } from "../../connection/topics/topic-sink.ts";
import { readJsonObject } from "../../values/json.ts";
import type { JsonObject } from "../../values/json-object.ts";

/** A hub without connections: it only remembers the attached sinks. */
export interface FakeHub extends StreamHub {
  /** The attached topics, as "channel key". */
  attached(): readonly string[];
  /** The number of attachments so far. */
  readonly attachments: number;
  /** The one sink that is attached. */
  readonly sink: TopicSink;
  /** Delivers one frame to it. */
  send(events: readonly object[], frame?: Partial<StreamMessage>): void;
}

export function createFakeHub(): FakeHub {
  const sinks = new Map<TopicSink, Topic>();
  let attachments = 0;
  const only = (): TopicSink => {
    const [sink, other] = sinks.keys();
    if (sink === undefined || other !== undefined) throw new Error(`${sinks.size} sinks are attached`);
    return sink;
  };
  return {
    attach: (topic, sink) => {
      attachments += 1;
      sinks.set(sink, topic);
    },
    detach: async (_topic, sink) => void sinks.delete(sink),
    close: async () => sinks.clear(),
    attached: () => [...sinks.values()].map(({ channel, key }) => `${channel} ${key}`),
    get attachments() {
      return attachments;
    },
    get sink() {
      return only();
    },
    send: (events, frame) => only().receive(eventsOf(...events), { data: [], ...frame }),
  };
}

/** Reads events as a protocol does. */
function eventsOf(...events: readonly object[]): JsonObject[] {
  return readJsonObject(JSON.stringify({ events })).list("events");
}

/** A loss as a connection reports it. */
export const LOSS: Loss = { code: "GAP", reason: "expected message 4, got 6" };
