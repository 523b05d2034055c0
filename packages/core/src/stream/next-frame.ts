import type { Attachment } from "./attachment.ts";
import type { Topic } from "./stream-protocol.ts";
import type { TopicMap } from "./topic-map.ts";

/** What the venue was asked about one topic on one connection. */
export interface Ask {
  readonly attachment: Attachment;
  /** `leaving`: to be unsubscribed. `left`: the venue was asked to, and has not answered. */
  state: "asked" | "confirmed" | "leaving" | "left";
}

/** A frame that is needed, for topics of one channel. */
export interface NextFrame {
  readonly action: "subscribe" | "unsubscribe";
  readonly topics: readonly Topic[];
  /** Whom a subscription is for: nobody, when it keeps the connection alive. */
  readonly attachments: readonly Attachment[];
  /** What an unsubscription leaves. */
  readonly asks: readonly Ask[];
}

/** One frame a channel for what keeps a connection alive. */
export function keepAliveFrames(topics: readonly Topic[]): NextFrame[] {
  const channels = [...new Set(topics.map(({ channel }) => channel))];
  return channels.map((channel) => ({
    action: "subscribe",
    topics: topics.filter((topic) => topic.channel === channel),
    attachments: [],
    asks: [],
  }));
}

/** What is not wanted any more, so that the venue's limit is kept. A topic that is wanted again has to be left first, too. */
export function nextUnsubscribe(asks: TopicMap<Ask>): NextFrame | undefined {
  const leaving = asks
    .values()
    .filter(({ state, attachment }) => state === "leaving" || (attachment.isOver && state !== "left"));
  const channel = leaving[0]?.attachment.topic.channel;
  if (channel === undefined) return undefined;
  const together = leaving.filter(({ attachment }) => attachment.topic.channel === channel);
  return {
    action: "unsubscribe",
    topics: together.map(({ attachment }) => attachment.topic),
    attachments: [],
    asks: together,
  };
}

/** What is wanted and may be asked for by now. */
export function nextSubscribe(
  asks: TopicMap<Ask>,
  wanted: TopicMap<Attachment>,
  nowMs: number,
): NextFrame | undefined {
  const due = missing(asks, wanted).filter(({ retryAtMs }) => retryAtMs <= nowMs);
  const [first] = due;
  if (first === undefined) return undefined;
  const attachments = first.isAskedAlone
    ? [first]
    : due.filter(({ topic, isAskedAlone }) => topic.channel === first.topic.channel && !isAskedAlone);
  return { action: "subscribe", topics: attachments.map(({ topic }) => topic), attachments, asks: [] };
}

/** What is wanted, and the venue has not been asked for. */
export function missing(asks: TopicMap<Ask>, wanted: TopicMap<Attachment>): Attachment[] {
  return wanted.values().filter(({ topic }) => asks.get(topic.channel, topic.key) === undefined);
}
