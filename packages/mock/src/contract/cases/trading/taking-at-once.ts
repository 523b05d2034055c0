import type { Order, PriceLevel } from "@cqvx/core";
import { isLess, isVenueError, isZero, multiply, sumDecimals, TimeInForce } from "@cqvx/core/in-memory";
import { expectThat } from "../../expectations/expectations.ts";
import { expectNotFilled, expectTerms } from "../../expectations/order-expectations.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { repeatUntil } from "../../trial/repeat-until.ts";
import { type PricedOrder, RESTING, type Trial } from "../../trial/trial.ts";

/** The largest order when balances have no available amount, as a multiple of the declared quantity. */
const MOST_UNKNOWN = "50";

/** The usable share of the available amount, which leaves room for a fee. */
const MOST_OF_AVAILABLE = "0.9";

/** The cases of orders larger than the best ask. They try again when the market moves. */
export const TAKING_AT_ONCE: readonly ContractCase[] = [
  {
    id: "T45",
    title: "an IOC order for more than the book has at its price fills partially and ends",
    needs: [...RESTING, "getBalance", "IOC"],
    run: async (trial) => {
      const order = await repeatUntil(
        () => takeTooMuch(trial, TimeInForce.IOC),
        (each) => each === undefined || (isFilled(each) && !isWholly(each)),
      );
      if (order === undefined) return;
      expectThat(isFilled(order), "the order should be filled with the quantity of the book", order);
      expectThat(!isWholly(order), "the order should not be filled beyond the quantity of the book", order);
    },
  },
  {
    id: "T46",
    title: "a FOK order for more than the book has at its price ends with nothing filled",
    needs: [...RESTING, "getBalance", "FOK"],
    run: async (trial) => {
      const order = await repeatUntil(
        () => takeTooMuch(trial, TimeInForce.FOK),
        (each) => each === undefined || !isWholly(each),
      );
      if (order !== undefined) expectNotFilled(order);
    },
  },
];

/**
 * Places an order for more than the best ask has, and waits until it is final. Returns undefined when the account cannot
 * pay for it, or when the venue refuses it at once.
 */
async function takeTooMuch(trial: Trial, timeInForce: TimeInForce): Promise<Order | undefined> {
  const { asks } = await trial.client.getOrderBook(trial.symbol, { depth: 1 });
  const [best] = asks;
  expectThat(best !== undefined, "the book should have both sides");
  const quantity = sumDecimals(best.quantity, trial.quantity);
  if (!(await isAffordable(trial, { ...best, quantity }))) return undefined;
  const { price } = best;
  const terms: PricedOrder = await trial.restingBuy({ price, quantity, timeInForce });
  const placed = await trial.client.placeOrder(terms).catch((error: unknown) => {
    if (timeInForce === TimeInForce.FOK && isVenueError(error, "rejected")) return undefined;
    throw error;
  });
  if (placed === undefined) return undefined;
  const order = await trial.whenFinal(placed.orderId);
  expectTerms(trial, order, terms);
  return order;
}

async function isAffordable(
  { client, symbol, quantity }: Trial,
  wanted: Pick<PriceLevel, "price" | "quantity">,
): Promise<boolean> {
  const [, quote] = symbol.split("-");
  const { assets } = await client.getBalance();
  const available = assets.find(({ asset }) => asset === quote)?.available;
  if (available === undefined) return !isLess(multiply(quantity, MOST_UNKNOWN), wanted.quantity);
  return isLess(multiply(wanted.quantity, wanted.price), multiply(available, MOST_OF_AVAILABLE));
}

function isFilled({ filledQuantity = "0" }: Order): boolean {
  return !isZero(filledQuantity);
}

function isWholly({ filledQuantity = "0", quantity = "0" }: Order): boolean {
  return !isLess(filledQuantity, quantity);
}
