import type { Ask, NextFrame } from "./next-frame.ts";
import type { TopicMap } from "./topic-map.ts";

/** A frame on its way, or at the venue. */
export interface SentFrame {
  readonly action: NextFrame["action"];
  readonly asks: ReadonlySet<Ask>;
  readonly answerByMs: number;
}

/**
 * The frames that the venue has not answered. Answers come in the order of the frames, one each, and say only what is
 * subscribed by then. So one that never comes would make all later ones seem to be about another frame; what is listed
 * shows that.
 */
export class SentFrames {
  #frames: SentFrame[] = [];
  /** Without an answer, though a later one had its own: nothing is concluded for them any more, except that time passes. */
  #skipped: SentFrame[] = [];

  push(frame: SentFrame): void {
    this.#frames.push(frame);
  }

  /** When the first answer is overdue. */
  get answerByMs(): number {
    const times = [...this.#skipped.slice(0, 1), ...this.#frames.slice(0, 1)].map(
      (frame) => frame.answerByMs,
    );
    return Math.min(Number.POSITIVE_INFINITY, ...times);
  }

  /** Takes the oldest frame: the one that is refused. */
  takeOldest(): SentFrame | undefined {
    return this.#frames.shift();
  }

  /** Takes the frames that an acknowledgement answers. The last one is the one that it was sent for. */
  takeAnswered(listed: TopicMap<true>): SentFrame[] {
    const isListed = ({ attachment }: Ask): boolean =>
      listed.get(attachment.topic.channel, attachment.topic.key) === true;
    const isMet = ({ action, asks }: SentFrame): boolean =>
      [...asks].every((ask) => isListed(ask) === (action === "subscribe"));
    const newest = this.#frames.findLastIndex(({ action, asks }) =>
      [...asks].some((ask) => action === "subscribe" && ask.state === "asked" && isListed(ask)),
    );
    const taken = this.#frames.splice(0, Math.max(newest, 0) + 1);
    const own = taken.splice(-1);
    const waiting = [...this.#skipped, ...taken];
    this.#skipped = waiting.filter((frame) => !isMet(frame));
    return [...waiting.filter(isMet), ...own];
  }
}
