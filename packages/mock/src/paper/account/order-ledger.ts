import type { Liquidity, OrderStatus } from "@cqvx/core";
import { isFinal } from "../../venue/is-final.ts";
import type { PaperAccount } from "./paper-account.ts";
import {
  afterFill,
  type FeeRates,
  feeFor,
  lockedFor,
  type PaperFill,
  type PaperOrder,
  type PaperTrade,
  settlementOf,
} from "./paper-order.ts";

/** The end of an order that is not completely filled. */
export interface OrderEnd {
  readonly status: OrderStatus;
  readonly timeMs: number;
  readonly rejectReason?: string;
}

/** The account's orders and fills. Each change of an order also updates the locked and available amounts of the account. */
export interface OrderLedger {
  find(orderId: string): PaperOrder | undefined;
  findByClientOrderId(clientOrderId: string): PaperOrder | undefined;
  /** Oldest first. */
  all(): PaperOrder[];
  /** Oldest first. */
  open(): PaperOrder[];
  /** Oldest first. */
  fills(): readonly PaperFill[];
  add(order: PaperOrder): void;
  fill(orderId: string, trade: PaperTrade, liquidity: Liquidity): void;
  end(orderId: string, end: OrderEnd): void;
}

export interface OrderLedgerParts {
  readonly account: PaperAccount;
  readonly rates: FeeRates;
  readonly newExecutionId: () => string;
  /** Receives each new state of each order. */
  readonly record: (order: PaperOrder) => void;
}

export function createOrderLedger({ account, rates, newExecutionId, record }: OrderLedgerParts): OrderLedger {
  const orders = new Map<string, PaperOrder>();
  const orderIds = new Map<string, string>();
  const open = new Map<string, PaperOrder>();
  const fills: PaperFill[] = [];

  const update = (order: PaperOrder): void => {
    orders.set(order.orderId, order);
    if (isFinal(order)) open.delete(order.orderId);
    else open.set(order.orderId, order);
    account.lock(lockedFor(order, rates));
    record(order);
  };

  return {
    find: (orderId) => orders.get(orderId),
    findByClientOrderId: (clientOrderId) => orders.get(orderIds.get(clientOrderId) ?? ""),
    all: () => [...orders.values()],
    open: () => [...open.values()],
    fills: () => fills,
    add: (order) => {
      orderIds.set(order.terms.clientOrderId, order.orderId);
      update(order);
    },
    fill: (orderId, trade, liquidity) => {
      const before = open.get(orderId);
      if (before === undefined) return;
      const fee = feeFor(trade, liquidity, rates);
      const order = afterFill(before, trade, fee);
      const { gets, gives } = settlementOf(before, trade, fee);
      account.free(lockedFor(before, rates));
      account.pay(gives);
      account.receive(gets);
      fills.push({ executionId: newExecutionId(), order, trade, liquidity, fee });
      update(order);
    },
    end: (orderId, { status, timeMs, rejectReason = "" }) => {
      const before = open.get(orderId);
      if (before === undefined) return;
      account.free(lockedFor(before, rates));
      update({ ...before, status, rejectReason, updatedMs: timeMs });
    },
  };
}
