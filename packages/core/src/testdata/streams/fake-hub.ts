import type { StreamMessage, Topic } from "../../connection/session/socket-protocol.ts";
import type { StreamHub } from "../../connection/stream-hub.ts";
import type { TopicSink } from "../../connection/topic-sink.ts";
import { readJsonObject } from "../../values/json.ts";
import type { JsonObject } from "../../values/json-object.ts";

/** A hub whose connections are the test: it only remembers who is attached. */
export interface FakeHub extends StreamHub {
  /** What is attached now, as "channel key". */
  attached(): readonly string[];
  /** How often something was attached so far. */
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

/** Events as a protocol reads them. */
function eventsOf(...events: readonly object[]): JsonObject[] {
  return readJsonObject(JSON.stringify({ events })).list("events");
}
