import type { ExecutionReport, NewOrder, Order } from "@cqvx/core";
import {
  isVenueError,
  OrderSide,
  OrderStatus,
  OrderType,
  systemClock,
  TERMINAL_STATUSES,
} from "@cqvx/core/in-memory";
import type { ContractLevers } from "../declaration/contract-levers.ts";
import type { ContractClient, ContractDeclaration } from "../declaration/contract-subject.ts";
import { type Declared, readDeclaration } from "../declaration/read-declaration.ts";
import { expectThat } from "../expectations/expectations.ts";
import { restingPrice } from "./prices.ts";

/** The levers of a subject; a case says which it needs, and runs only where those are there. */
export type TrialLevers = { readonly [Name in keyof ContractLevers]-?: NonNullable<ContractLevers[Name]> };

/** What a case works with: the client, what was declared of its venue, and ways to order and to wait. */
export interface Trial extends Declared {
  readonly client: ContractClient;
  readonly levers: TrialLevers;
  /** A buy of `quantity` at half the best bid: it rests. */
  restingBuy(changes?: Partial<NewOrder>): Promise<PricedOrder>;
  /** A sell of `quantity` at twice the best ask: it rests. */
  restingSell(changes?: Partial<NewOrder>): Promise<PricedOrder>;
  /** An order of `quantity` that takes what the book has. */
  marketOrder(side: OrderSide, changes?: Partial<NewOrder>): NewOrder;
  /** Places a buy that rests, and waits until reads show it as open. */
  placeResting(changes?: Partial<NewOrder>): Promise<ExecutionReport>;
  /** The order once reads have it. */
  whenRead(orderId: string): Promise<Order>;
  /** The order once it is open. */
  whenOpen(orderId: string): Promise<Order>;
  /** The order once nothing can change any more. */
  whenFinal(orderId: string): Promise<Order>;
  /** Reads again and again until what it gives is right; the error says what was awaited and what was there instead. */
  eventually<Value>(
    what: string,
    read: () => Value | Promise<Value>,
    isRight: (value: Value) => boolean,
  ): Promise<Value>;
  /** Lets a moment pass, in which something that must not happen would. */
  quiet(): Promise<void>;
}

/** An order at a price. */
export interface PricedOrder extends NewOrder {
  readonly price: string;
}

/** What a case needs of an order that rests and is read: `placeResting`, `whenOpen`. */
export const RESTING = ["placeOrder", "getOrder", "getOrderBook", "LIMIT"] as const;

/** What a case needs of an order that takes and is read: `marketOrder`, `whenFinal`. */
export const TAKING = ["placeOrder", "getOrder", "MARKET"] as const;

const OPEN_STATUSES: ReadonlySet<OrderStatus> = new Set([OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED]);

const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 160;
const QUIET_MS = 60;

export function createTrial(
  client: ContractClient,
  levers: ContractLevers,
  declaration: ContractDeclaration,
): Trial {
  const declared = readDeclaration(declaration);
  const { symbol, quantity, patienceMs } = declared;

  const eventually: Trial["eventually"] = async (what, read, isRight) => {
    const untilMs = systemClock.monotonic() + patienceMs;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_LOOK_MS)) {
      const value = await read();
      if (isRight(value)) return value;
      expectThat(systemClock.monotonic() < untilMs, `${what} within ${patienceMs} ms`, value ?? "nothing");
      await systemClock.sleep(waitMs);
    }
  };
  const whenOrder = async (
    orderId: string,
    what: string,
    isRight: (order: Order) => boolean,
  ): Promise<Order> => {
    const order = await eventually(
      `the order should be ${what}`,
      () => readLagging(client, orderId),
      (read) => read !== undefined && isRight(read),
    );
    expectThat(order !== undefined, `the order should be ${what}`);
    return order;
  };
  const limitOrder = async (side: OrderSide, changes: Partial<NewOrder> = {}): Promise<PricedOrder> => {
    const price = changes.price ?? (await restingPrice({ client, symbol }, side));
    const size = changes.quoteQuantity === undefined && { quantity };
    return { symbol, side, type: OrderType.LIMIT, ...size, ...changes, price };
  };
  const whenOpen = (orderId: string): Promise<Order> =>
    whenOrder(orderId, "open", ({ status }) => OPEN_STATUSES.has(status));

  return {
    ...declared,
    client,
    levers: {
      trade: levers.trade ?? notNeeded,
      interrupt: levers.interrupt ?? notNeeded,
      holdReplies: levers.holdReplies ?? notNeeded,
      takeDown: levers.takeDown ?? notNeeded,
    },
    restingBuy: (changes) => limitOrder(OrderSide.BUY, changes),
    restingSell: (changes) => limitOrder(OrderSide.SELL, changes),
    marketOrder: (side, changes = {}) => {
      const size = changes.quoteQuantity === undefined && { quantity };
      return { symbol, side, type: OrderType.MARKET, ...size, ...changes };
    },
    placeResting: async (changes) => {
      const report = await client.placeOrder(await limitOrder(OrderSide.BUY, changes));
      await whenOpen(report.orderId);
      return report;
    },
    whenRead: (orderId) => whenOrder(orderId, "in reads", () => true),
    whenOpen,
    whenFinal: (orderId) => whenOrder(orderId, "over", ({ status }) => TERMINAL_STATUSES.has(status)),
    eventually,
    quiet: () => systemClock.sleep(QUIET_MS),
  };
}

/** Reads may lag behind: an order that has just been placed may not be there yet. */
async function readLagging(client: ContractClient, orderId: string): Promise<Order | undefined> {
  try {
    return await client.getOrder(orderId);
  } catch (error) {
    if (isVenueError(error, "notFound")) return undefined;
    throw error;
  }
}

function notNeeded(): never {
  throw new Error("a case used a lever that it does not say it needs");
}
