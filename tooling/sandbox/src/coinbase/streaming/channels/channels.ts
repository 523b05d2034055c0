import type { Market } from "../../../exchange/market/market.ts";
import type { Scheduler } from "../../../time/scheduler.ts";
import type { CoinbaseState } from "../../state.ts";
import type { GoTime } from "../go-time.ts";
import type { TruthRecorder } from "../truth.ts";
import type { Channel } from "./channel.ts";
import { createHeartbeats } from "./heartbeats.ts";
import { createLevel2, LEVEL2 } from "./level2.ts";
import { createMarketTrades, MARKET_TRADES } from "./market-trades.ts";
import { createTicker, TICKER } from "./ticker.ts";
import { createUserChannel, USER } from "./user.ts";

export interface ChannelsOptions {
  readonly state: CoinbaseState;
  readonly scheduler: Scheduler;
  readonly time: GoTime;
  readonly truth: TruthRecorder;
  marketOf(bookId: string): Market;
}

/** The futures channel accepts subscriptions and sends nothing: the account has no futures. */
const FUTURES: Channel = {
  hosts: ["user"],
  isPrivate: true,
  idsOf: () => ["futures_balance_summary"],
  start: () => undefined,
};

/**
 * Creates the channels by the names of subscribe messages. A change is sent to them in this order.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
 */
export function createChannels(options: ChannelsOptions): Readonly<Record<string, Channel>> {
  const { state, scheduler, time, marketOf } = options;
  return {
    [LEVEL2]: createLevel2(options),
    [MARKET_TRADES]: createMarketTrades(marketOf, scheduler),
    [TICKER]: createTicker(marketOf),
    [USER]: createUserChannel(state),
    heartbeats: createHeartbeats(scheduler, time),
    futures_balance_summary: FUTURES,
  };
}
