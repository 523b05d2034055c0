import type { StreamAction, Topic } from "../protocol/socket-protocol.ts";
import type { TopicMap } from "../protocol/topic-map.ts";
import type { Attachment } from "../topics/attachment.ts";

/** The next request to write, for topics of one channel. */
export interface NextFrame {
  readonly action: StreamAction;
  readonly topics: readonly Topic[];
  /** The attachments of the subscribed topics. Empty for an unsubscription and for topics that keep the connection alive. */
  readonly attachments: readonly Attachment[];
}

/** The state of one topic on one connection. */
export interface TopicRequest {
  readonly topic: Topic;
  /** Undefined for a topic that keeps the connection alive. */
  readonly attachment: Attachment | undefined;
  /** `leaving`: an unsubscription has to be sent. `left`: it was sent, and has no answer yet. */
  state: "requested" | "confirmed" | "leaving" | "left";
  /** The monotonic time by which the venue has to answer; infinite when it owes no answer. */
  answerByMs: number;
}

/** Returns one frame per channel for the topics that keep a connection alive. */
export function keepAliveFrames(topics: readonly Topic[]): NextFrame[] {
  const channels = [...new Set(topics.map(({ channel }) => channel))];
  return channels.map((channel) => ({
    action: "subscribe",
    topics: topics.filter((topic) => topic.channel === channel),
    attachments: [],
  }));
}

/**
 * Returns the frame that unsubscribes topics of one channel. It goes before new subscriptions, so that the venue's limit of
 * topics holds. A topic that is wanted again has to be unsubscribed first, too.
 */
export function nextUnsubscribe(requests: TopicMap<TopicRequest>): NextFrame | undefined {
  const leaving = requests
    .values()
    .filter(({ state, attachment }) => state === "leaving" || (attachment?.hasEnded && state !== "left"));
  const channel = leaving[0]?.topic.channel;
  if (channel === undefined) return undefined;
  const topics = leaving.map(({ topic }) => topic).filter((topic) => topic.channel === channel);
  return { action: "unsubscribe", topics, attachments: [] };
}

/** Returns the frame that subscribes wanted topics of one channel whose retry time has come. */
export function nextSubscribe(
  requests: TopicMap<TopicRequest>,
  wanted: TopicMap<Attachment>,
  nowMs: number,
): NextFrame | undefined {
  const due = unrequested(requests, wanted).filter(({ retryAtMs }) => retryAtMs <= nowMs);
  const [first] = due;
  if (first === undefined) return undefined;
  const attachments = first.isRequestedAlone
    ? [first]
    : due.filter(({ topic, isRequestedAlone }) => topic.channel === first.topic.channel && !isRequestedAlone);
  return { action: "subscribe", topics: attachments.map(({ topic }) => topic), attachments };
}

/** Returns the wanted topics that this connection has not requested. */
export function unrequested(requests: TopicMap<TopicRequest>, wanted: TopicMap<Attachment>): Attachment[] {
  return wanted.values().filter(({ topic }) => requests.get(topic.channel, topic.key) === undefined);
}

/** Notes the topics of a frame that is about to be sent. */
export function noteRequests(
  requests: TopicMap<TopicRequest>,
  { action, topics, attachments }: NextFrame,
  answerByMs: number,
): void {
  for (const [index, topic] of topics.entries()) {
    const known = requests.get(topic.channel, topic.key);
    if (action === "unsubscribe" && known !== undefined) {
      known.state = "left";
      known.answerByMs = answerByMs;
    } else if (action === "subscribe") {
      requests.set(topic, { topic, attachment: attachments[index], state: "requested", answerByMs });
    }
  }
}
