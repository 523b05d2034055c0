import type { Topic } from "../connection/session/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { TopicSink } from "../connection/topic-sink.ts";
import type { TradeGap } from "../contract/subscription.ts";
import type { Trade } from "../cqc/messages.ts";
import type { JsonObject } from "../values/json-object.ts";
import { compareTimestamps } from "../values/timestamp.ts";
import { createAudience } from "./audience.ts";
import type { Feed } from "./feed.ts";

/** Trades in order of time. */
export interface TradeBatch {
  readonly trades: readonly Trade[];
  /** They were over before the subscription began. */
  readonly isHistory: boolean;
  /** Trades are missing before these. */
  readonly gap?: TradeGap | undefined;
}

/** How a venue's events hold trades. */
export interface TradeEvents {
  /** True when the event repeats recent trades. Absent where the venue repeats none. */
  isSnapshot?(event: JsonObject): boolean;
  /** The trades of an event, in any order, labelled with the topic's key; those of other topics are left out. */
  readTrades(event: JsonObject, key: string): readonly Trade[];
}

/** More than a venue repeats in a snapshot. */
const REMEMBERED = 2_000;

/** The trades of one market, each once, over snapshots and reconnects. */
export function createTradeFeed(hub: StreamHub, topic: Topic, events: TradeEvents): Feed<TradeBatch> {
  const audience = createAudience<TradeBatch>();
  const known = new Map<string, Trade>();
  /** It and what is older was delivered and forgotten, or was over before the subscription began. */
  let oldest: Trade | undefined;
  let newest: Trade | undefined;
  /** The last trade before an interruption, until it is known what followed it. */
  let unjoined: Trade | undefined;
  let awaitsSnapshot = false;

  /** Those of a batch that are new. */
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
  /** What is missing before the first trade after an interruption. Only a snapshot tells: it reaches back far enough, or not. */
  const takeGap = (before: Trade): TradeGap | undefined => {
    if (unjoined === undefined || awaitsSnapshot) return undefined;
    const after = unjoined;
    unjoined = undefined;
    return { after, before };
  };
  const apply = (event: JsonObject): void => {
    const isSnapshot = events.isSnapshot?.(event) === true;
    const trades = events.readTrades(event, topic.key).toSorted(byTime);
    // What comes after the first trade happened since the subscription began, also when it is part of a snapshot.
    const isHistory = isSnapshot && newest === undefined;
    const [reachesBackTo] = trades;
    if (isSnapshot) awaitsSnapshot = false;
    if (isSnapshot && unjoined && reachesBackTo && byTime(reachesBackTo, unjoined) <= 0) unjoined = undefined;
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

/** Orders trades by time. Trades of the same moment are in the order of their ids, which grow. */
function byTime(left: Trade, right: Trade): number {
  const difference =
    left.timestamp && right.timestamp ? compareTimestamps(left.timestamp, right.timestamp) : 0;
  if (difference !== 0 || left.tradeId === right.tradeId) return difference;
  return left.tradeId.length - right.tradeId.length || (left.tradeId < right.tradeId ? -1 : 1);
}
