import type { Attachment } from "../attachment.ts";
import type { TopicMap } from "../topic-map.ts";
import type { StreamAction, Topic } from "./socket-protocol.ts";

/** What one connection asked the venue about a topic. */
export interface TopicRequest {
  readonly topic: Topic;
  /** Undefined for a topic that keeps the connection alive. */
  readonly attachment: Attachment | undefined;
  /** `leaving`: to be unsubscribed. `left`: the venue was asked to, and has not answered. */
  state: "requested" | "confirmed" | "leaving" | "left";
  /** The monotonic time by which the venue has to answer; infinite when it owes no answer. */
  answerByMs: number;
}

/** A request that is to be written, for topics of one channel. */
export interface NextFrame {
  readonly action: StreamAction;
  readonly topics: readonly Topic[];
  /** Whom a subscription is for: nobody, when it keeps the connection alive. */
  readonly attachments: readonly Attachment[];
}

/** One frame a channel for what keeps a connection alive. */
export function keepAliveFrames(topics: readonly Topic[]): NextFrame[] {
  const channels = [...new Set(topics.map(({ channel }) => channel))];
  return channels.map((channel) => ({
    action: "subscribe",
    topics: topics.filter((topic) => topic.channel === channel),
    attachments: [],
  }));
}

/** What is not wanted any more, so that the venue's limit is kept. A topic that is wanted again has to be left first, too. */
export function nextUnsubscribe(requests: TopicMap<TopicRequest>): NextFrame | undefined {
  const leaving = requests
    .values()
    .filter(({ state, attachment }) => state === "leaving" || (attachment?.isOver && state !== "left"));
  const channel = leaving[0]?.topic.channel;
  if (channel === undefined) return undefined;
  const topics = leaving.map(({ topic }) => topic).filter((topic) => topic.channel === channel);
  return { action: "unsubscribe", topics, attachments: [] };
}

/** What is wanted and may be asked for by now. */
export function nextSubscribe(
  requests: TopicMap<TopicRequest>,
  wanted: TopicMap<Attachment>,
  nowMs: number,
): NextFrame | undefined {
  const due = missing(requests, wanted).filter(({ retryAtMs }) => retryAtMs <= nowMs);
  const [first] = due;
  if (first === undefined) return undefined;
  const attachments = first.isRequestedAlone
    ? [first]
    : due.filter(({ topic, isRequestedAlone }) => topic.channel === first.topic.channel && !isRequestedAlone);
  return { action: "subscribe", topics: attachments.map(({ topic }) => topic), attachments };
}

/** What is wanted, and the venue has not been asked for. */
export function missing(requests: TopicMap<TopicRequest>, wanted: TopicMap<Attachment>): Attachment[] {
  return wanted.values().filter(({ topic }) => requests.get(topic.channel, topic.key) === undefined);
}
