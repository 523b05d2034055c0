import type { Topic } from "../connection/protocol/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { TopicSink } from "../connection/topics/topic-sink.ts";
import type { TradeGap } from "../contract/subscription.ts";
import type { Trade } from "../cqc/messages.ts";
import type { JsonObject } from "../values/json-object.ts";
import { compareTimestamps } from "../values/timestamp.ts";
import { createAudience, type Feed } from "./feed.ts";

/** Trades in order of time. */
export interface TradeBatch {
  readonly trades: readonly Trade[];
  /** True when the trades happened before the subscription began. */
  readonly isHistory: boolean;
  /** The gap before these trades, when trades were lost. */
  readonly gap?: TradeGap | undefined;
}

/** The trades in a venue's events. */
export interface TradeEvents {
  /** Returns true when the event repeats recent trades. Absent when the venue repeats none. */
  isSnapshot?(event: JsonObject): boolean;
  /** Returns the topic's trades of an event in any order, with the topic's key as symbol. Leaves out other topics. */
  readTrades(event: JsonObject, key: string): readonly Trade[];
}

/** Trades that are remembered to recognise repeats. Venues repeat fewer in a snapshot. */
const REMEMBERED = 2_000;

/** Creates the feed of one market's trades. It delivers each trade once, over snapshots and reconnects. */
export function createTradeFeed(hub: StreamHub, topic: Topic, events: TradeEvents): Feed<TradeBatch> {
  const audience = createAudience<TradeBatch>();
  const known = new Map<string, Trade>();
  /** The newest forgotten trade, or the first trade ever read. Trades up to it are repeats or too old. */
  let oldest: Trade | undefined;
  let newest: Trade | undefined;
  /** The last trade before an interruption, until its successor is known. */
  let unjoined: Trade | undefined;
  let awaitsSnapshot = false;

  /** Returns the new trades of a batch and remembers them. */
  const takeUnseen = (trades: readonly Trade[]): readonly Trade[] => {
    const unseen: Trade[] = [];
    for (const trade of trades) {
      if (known.has(trade.tradeId) || (oldest !== undefined && byTime(trade, oldest) <= 0)) continue;
      known.set(trade.tradeId, trade);
      unseen.push(trade);
      if (newest === undefined || byTime(trade, newest) > 0) newest = trade;
    }
    oldest ??= trades[0];
    for (const [tradeId, trade] of known) {
      if (known.size <= REMEMBERED) break;
      known.delete(tradeId);
      if (oldest === undefined || byTime(trade, oldest) > 0) oldest = trade;
    }
    return unseen;
  };
  /** Returns the gap before the first trade after an interruption. Only a snapshot can show that there is none. */
  const takeGap = (before: Trade): TradeGap | undefined => {
    if (unjoined === undefined || awaitsSnapshot) return undefined;
    const after = unjoined;
    unjoined = undefined;
    return { after, before };
  };
  const apply = (event: JsonObject): void => {
    const isSnapshot = events.isSnapshot?.(event) === true;
    const trades = events.readTrades(event, topic.key).toSorted(byTime);
    // Trades after the first one happened after the subscription began, even if they come in a snapshot.
    const isHistory = isSnapshot && newest === undefined;
    const [earliest] = trades;
    if (isSnapshot) awaitsSnapshot = false;
    if (isSnapshot && unjoined && earliest && byTime(earliest, unjoined) <= 0) unjoined = undefined;
    const unseen = takeUnseen(trades);
    const [first] = unseen;
    if (first !== undefined) audience.deliver({ trades: unseen, isHistory, gap: takeGap(first) });
  };

  const sink: TopicSink = {
    confirmed: () => audience.live(),
    receive: (received) => {
      for (const event of received) apply(event);
    },
    lost: (loss) => {
      unjoined ??= newest;
      awaitsSnapshot = events.isSnapshot !== undefined;
      audience.stale(loss);
    },
    ended: (error) => audience.end(error),
  };

  return {
    audience,
    start: () => hub.attach(topic, sink),
    stop: () => hub.detach(topic, sink),
    greet: (newcomer) => newcomer.deliver({ trades: [...known.values()].toSorted(byTime), isHistory: true }),
  };
}

/** Compares trades by time. Trades of the same moment compare by their ids, which grow. */
function byTime(left: Trade, right: Trade): number {
  const difference =
    left.timestamp && right.timestamp ? compareTimestamps(left.timestamp, right.timestamp) : 0;
  if (difference !== 0 || left.tradeId === right.tradeId) return difference;
  return left.tradeId.length - right.tradeId.length || (left.tradeId < right.tradeId ? -1 : 1);
}
