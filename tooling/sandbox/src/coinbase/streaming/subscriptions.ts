/** The subscriptions of one connection: product ids by channel, under the channel names of subscribe messages. */
export interface Subscriptions {
  has(channel: string, id?: string): boolean;
  /** Returns the ids that a channel is subscribed to, oldest first. */
  idsOf(channel: string): readonly string[];
  add(channel: string, ids: readonly string[]): void;
  /** Removes ids from a channel, or the whole channel without ids. */
  remove(channel: string, ids: readonly string[]): void;
  readonly channels: readonly string[];
  /** Returns the events of an acknowledgement: every subscription, or `{}` without any. */
  toJson(): string;
}

export function createSubscriptions(): Subscriptions {
  const channels = new Map<string, Set<string>>();
  return {
    has(channel, id) {
      const ids = channels.get(channel);
      return ids !== undefined && (id === undefined || ids.has(id));
    },
    idsOf: (channel) => [...(channels.get(channel) ?? [])],
    add(channel, ids) {
      if (ids.length > 0) channels.set(channel, new Set([...(channels.get(channel) ?? []), ...ids]));
    },
    remove(channel, ids) {
      const left = channels.get(channel);
      if (left === undefined) return;
      for (const id of ids) left.delete(id);
      if (ids.length === 0 || left.size === 0) channels.delete(channel);
    },
    get channels() {
      return [...channels.keys()];
    },
    toJson() {
      const entries = [...channels].map(([channel, ids]) => [channel, [...ids]]);
      return JSON.stringify([{ subscriptions: Object.fromEntries(entries) }]);
    },
  };
}
