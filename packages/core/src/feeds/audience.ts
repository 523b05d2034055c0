import type { Loss } from "../connection/topic-sink.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";

/** The subscribers of one stream, who all see the same of it. */
export interface Audience<Item> {
  readonly size: number;
  readonly isLive: boolean;
  /** The stream was ended by the venue: it has no use any more. */
  readonly isOver: boolean;
  /** A newcomer is live at once when the stream is, and else knows at once why it is not. */
  add(subscriber: Subscriber<Item>): void;
  remove(subscriber: Subscriber<Item>): void;
  live(): void;
  stale(loss: Loss): void;
  deliver(item: Item): void;
  /** Without an error, as if the client had closed them. */
  end(error?: VenueError): void;
}

export function createAudience<Item>(): Audience<Item> {
  // Replaced, never changed: a handler that subscribes or leaves must not disturb a delivery under way.
  let members: readonly Subscriber<Item>[] = [];
  let isLive = false;
  let isOver = false;
  let lastLoss: Loss | undefined;
  return {
    get size() {
      return members.length;
    },
    get isLive() {
      return isLive;
    },
    get isOver() {
      return isOver;
    },
    add: (subscriber) => {
      members = [...members, subscriber];
      if (isLive) subscriber.live();
      else if (lastLoss !== undefined) subscriber.stale(lastLoss);
    },
    remove: (subscriber) => {
      members = members.filter((member) => member !== subscriber);
    },
    live: () => {
      if (isLive) return;
      isLive = true;
      for (const member of members) member.live();
    },
    stale: (loss) => {
      isLive = false;
      lastLoss = loss;
      for (const member of members) member.stale(loss);
    },
    deliver: (item) => {
      for (const member of members) member.deliver(item);
    },
    end: (error) => {
      isLive = false;
      isOver = true;
      for (const member of members) member.end(error);
    },
  };
}
