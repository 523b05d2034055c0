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

/** The levers of a subject. A case declares the levers that it needs, and runs only when they exist. */
export type TrialLevers = { readonly [Name in keyof ContractLevers]-?: NonNullable<ContractLevers[Name]> };

/** The tools of a case: the client, the declaration, and functions to place orders and to wait. */
export interface Trial extends Declared {
  readonly client: ContractClient;
  readonly levers: TrialLevers;
  /** Creates a buy of `quantity` at half the best bid, which rests. */
  restingBuy(changes?: Partial<NewOrder>): Promise<PricedOrder>;
  /** Creates a sell of `quantity` at twice the best ask, which rests. */
  restingSell(changes?: Partial<NewOrder>): Promise<PricedOrder>;
  /** Creates a market order of `quantity`. */
  marketOrder(side: OrderSide, changes?: Partial<NewOrder>): NewOrder;
  /** Places a resting buy and waits until reads show it as open. */
  placeResting(changes?: Partial<NewOrder>): Promise<ExecutionReport>;
  /** Waits until reads have the order. */
  whenRead(orderId: string): Promise<Order>;
  /** Waits until the order is open. */
  whenOpen(orderId: string): Promise<Order>;
  /** Waits until the order is final. */
  whenFinal(orderId: string): Promise<Order>;
  /** Repeats a read until its value is right. After `patienceMs`, the error names the expectation and the last value. */
  eventually<Value>(
    what: string,
    read: () => Value | Promise<Value>,
    isRight: (value: Value) => boolean,
  ): Promise<Value>;
  /** Waits a moment, in which an unwanted event would show. */
  quiet(): Promise<void>;
}

/** An order with a price. */
export interface PricedOrder extends NewOrder {
  readonly price: string;
}

/** The features needed to place and read a resting order: `placeResting`, `whenOpen`. */
export const RESTING = ["placeOrder", "getOrder", "getOrderBook", "LIMIT"] as const;

/** The features needed to place and read a market order: `marketOrder`, `whenFinal`. */
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
    whenFinal: (orderId) => whenOrder(orderId, "final", ({ status }) => TERMINAL_STATUSES.has(status)),
    eventually,
    quiet: () => systemClock.sleep(QUIET_MS),
  };
}

/** Reads an order. Returns undefined when it is not found, because reads may lag behind a placement. */
async function readLagging(client: ContractClient, orderId: string): Promise<Order | undefined> {
  try {
    return await client.getOrder(orderId);
  } catch (error) {
    if (isVenueError(error, "notFound")) return undefined;
    throw error;
  }
}

function notNeeded(): never {
  throw new Error("a case used a lever that is not in its needs");
}
