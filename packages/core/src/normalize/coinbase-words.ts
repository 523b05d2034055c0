import { OrderSide, OrderType, TimeInForce } from "../cqc/enums.ts";
import { type EnumTable, enumTable } from "../values/enum-table.ts";

/** The words of Coinbase and of Coinbase Prime for the terms of an order. */
export interface CoinbaseWords {
  readonly side: EnumTable<OrderSide>;
  readonly type: EnumTable<OrderType>;
  readonly timeInForce: EnumTable<TimeInForce>;
}

export const COINBASE_WORDS: CoinbaseWords = {
  side: enumTable<OrderSide>({ BUY: OrderSide.BUY, SELL: OrderSide.SELL }),
  type: enumTable<OrderType>({
    MARKET: OrderType.MARKET,
    LIMIT: OrderType.LIMIT,
    STOP_LIMIT: OrderType.STOP_LIMIT,
    BRACKET: OrderType.BRACKET,
    TWAP: OrderType.TWAP,
  }),
  timeInForce: enumTable<TimeInForce>({
    GOOD_UNTIL_CANCELLED: TimeInForce.GTC,
    GOOD_UNTIL_DATE_TIME: TimeInForce.GTD,
    IMMEDIATE_OR_CANCEL: TimeInForce.IOC,
    FILL_OR_KILL: TimeInForce.FOK,
  }),
};

/** The words of Coinbase and of Coinbase Prime for an unknown or unset value. */
const NOTHING = /^(?:UNKNOWN_|.*_UNSPECIFIED$)/;

/** Returns a word, or undefined when it stands for an unknown or unset value. */
export function meaningful(word: string | undefined): string | undefined {
  return word === undefined || NOTHING.test(word) ? undefined : word;
}
