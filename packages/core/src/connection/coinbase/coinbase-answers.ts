import type { StreamAction, StreamAnswer, StreamRefusal, Topic } from "../session/socket-protocol.ts";
import { TopicMap } from "../topic-map.ts";

/** A topic as one connection asked for it. `leaving`: the venue refused to end it. */
interface RequestedTopic extends Topic {
  state: "requested" | "confirmed" | "left" | "leaving";
}

/** A frame that the venue has not answered. */
interface SentFrame {
  readonly action: StreamAction;
  readonly topics: readonly RequestedTopic[];
}

/**
 * The answers of Coinbase's sockets. An acknowledgement comes for each frame, in order, and lists everything that is
 * subscribed by then, never the frame that it answers. An acknowledgement that is lost would make all later ones seem to be
 * about another frame; the list shows that.
 */
export class CoinbaseAnswers {
  readonly #topics = new TopicMap<RequestedTopic>();
  #frames: SentFrame[] = [];
  /** Without an answer, though a later one had its own: nothing is concluded for them, until a list shows their effect. */
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

  /** Reads an acknowledgement: everything that is subscribed now. */
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
      // Coinbase silently leaves out what it does not know. An answer to another frame would not say so.
      else if (topic.state === "requested" && action !== undefined) unknown.push(topic);
      else if (topic.state === "confirmed" && !isListed) ended.push(topic);
    }
    for (const topic of [...ended, ...unknown]) this.#topics.delete(topic);
    return { confirmed, ended, refused: unknown.map(unknownTopic) };
  }

  /** Reads an error, which is about the oldest frame that has no answer. Undefined when there is none. */
  refuse(refusal: StreamRefusal): StreamAnswer | undefined {
    const frame = this.#frames.shift();
    if (frame === undefined) return undefined;
    const { action } = frame;
    const standing = frame.topics.filter((topic) => this.#topics.get(topic.channel, topic.key) === topic);
    // Topics of a subscription that are being left have an answer to come.
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

  /** Takes the frames that an acknowledgement answers. The last one is the one that it was sent for. */
  #takeAnswered(listed: TopicMap<true>): SentFrame[] {
    const isMet = ({ action, topics }: SentFrame): boolean =>
      topics.every((topic) => isIn(listed, topic) === (action === "subscribe"));
    const newest = this.#frames.findLastIndex(({ action, topics }) =>
      topics.some((topic) => action === "subscribe" && topic.state === "requested" && isIn(listed, topic)),
    );
    const taken = this.#frames.splice(0, Math.max(newest, 0) + 1);
    const own = taken.splice(-1);
    const waiting = [...this.#skipped, ...taken];
    this.#skipped = waiting.filter((frame) => !isMet(frame));
    return [...waiting.filter(isMet), ...own];
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
