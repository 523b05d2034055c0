import type { StreamAction, StreamAnswer, StreamRefusal, Topic } from "./socket-protocol.ts";
import { TopicMap } from "./topic-map.ts";

/** A topic that this connection requested. State `leaving`: the venue refused to unsubscribe it. */
interface RequestedTopic extends Topic {
  state: "requested" | "confirmed" | "left" | "leaving";
}

/** A frame without an answer. */
interface SentFrame {
  readonly action: StreamAction;
  readonly topics: readonly RequestedTopic[];
}

/**
 * The answers of Coinbase's sockets. Each frame gets an acknowledgement, in order. It lists all current subscriptions and does
 * not name the frame that it answers. After a lost acknowledgement, each later one would seem to answer the wrong frame; its
 * list shows the right one.
 */
export class CoinbaseAnswers {
  readonly #topics = new TopicMap<RequestedTopic>();
  #frames: SentFrame[] = [];
  /** Frames without an answer, although a later frame has one. They stay open until a list shows their effect. */
  #skipped: SentFrame[] = [];

  /** Notes a frame that was sent. */
  sent(action: StreamAction, topics: readonly Topic[]): void {
    const requested = topics.map((topic) =>
      action === "subscribe"
        ? this.#request(topic)
        : (this.#topics.get(topic.channel, topic.key) ?? this.#request(topic)),
    );
    if (action === "unsubscribe") for (const topic of requested) topic.state = "left";
    this.#frames.push({ action, topics: requested });
  }

  /** Reads an acknowledgement. It lists all topics that are subscribed now. */
  acknowledge(subscribed: readonly Topic[]): StreamAnswer {
    const listed = new TopicMap<true>();
    for (const topic of subscribed) listed.set(topic, true);
    const answered = this.#takeAnswered(listed);
    const confirmed: Topic[] = [];
    const ended: Topic[] = [];
    const unknown: Topic[] = [];
    for (const topic of this.#topics.values()) {
      const isListed = isIn(listed, topic);
      const action = answered.findLast(({ topics }) => topics.includes(topic))?.action;
      if (isListed && topic.state === "requested") {
        topic.state = "confirmed";
        confirmed.push(topic);
      } else if (topic.state === "left" && action === "unsubscribe") ended.push(topic);
      // Coinbase leaves unknown products out of the list. Only the answer to the topic's own frame proves that.
      else if (topic.state === "requested" && action !== undefined) unknown.push(topic);
      else if (topic.state === "confirmed" && !isListed) ended.push(topic);
    }
    for (const topic of [...ended, ...unknown]) this.#topics.delete(topic);
    return { confirmed, ended, refused: unknown.map(unknownTopic) };
  }

  /** Reads an error. It refuses the oldest open frame. Returns undefined when no frame is open. */
  refuse(refusal: StreamRefusal): StreamAnswer | undefined {
    const frame = this.#frames.shift();
    if (frame === undefined) return undefined;
    const { action } = frame;
    const standing = frame.topics.filter((topic) => this.#topics.get(topic.channel, topic.key) === topic);
    // A topic in state `left` waits for the answer to its unsubscription.
    const topics = standing.filter(({ state }) => action === "unsubscribe" || state !== "left");
    for (const topic of topics) {
      if (action === "unsubscribe") topic.state = "leaving";
      else this.#topics.delete(topic);
    }
    return { refused: [{ action, topics, refusal }] };
  }

  #request({ channel, key }: Topic): RequestedTopic {
    const topic: RequestedTopic = { channel, key, state: "requested" };
    this.#topics.set(topic, topic);
    return topic;
  }

  /** Takes the frames that an acknowledgement answers. The last one is its own frame. */
  #takeAnswered(listed: TopicMap<true>): SentFrame[] {
    const hasEffect = ({ action, topics }: SentFrame): boolean =>
      topics.every((topic) => isIn(listed, topic) === (action === "subscribe"));
    const newest = this.#frames.findLastIndex(({ action, topics }) =>
      topics.some((topic) => action === "subscribe" && topic.state === "requested" && isIn(listed, topic)),
    );
    const taken = this.#frames.splice(0, Math.max(newest, 0) + 1);
    const own = taken.splice(-1);
    const waiting = [...this.#skipped, ...taken];
    this.#skipped = waiting.filter((frame) => !hasEffect(frame));
    return [...waiting.filter(hasEffect), ...own];
  }
}

function isIn(listed: TopicMap<true>, { channel, key }: Topic): boolean {
  return listed.get(channel, key) === true;
}

function unknownTopic(topic: Topic): NonNullable<StreamAnswer["refused"]>[number] {
  const reason = `the venue has no ${topic.channel} of ${topic.key}`;
  const refusal: StreamRefusal = { kind: "notFound", code: "UNKNOWN_PRODUCT", reason };
  return { action: "subscribe", topics: [topic], refusal };
}
