import type { CapabilityMethod, NewOrder } from "@cqvx/core";
import { OrderSide, OrderType } from "@cqvx/core/in-memory";
import { callMethod } from "./calls/every-method.ts";
import { type Feature, isTimeInForceName, isTypeName, TIMES_IN_FORCE, TYPES } from "./declaration/feature.ts";
import { isContractMethod, isOptionalMethod } from "./declaration/method-names.ts";
import { expectRejection, expectSame, expectThat } from "./expectations/expectations.ts";
import { listWith } from "./orders/ordering.ts";
import type { ContractCase } from "./trial/contract-case.ts";
import { freePrice, quantityAt } from "./trial/prices.ts";
import { repeatUntil } from "./trial/repeat-until.ts";
import { RESTING, type Trial } from "./trial/trial.ts";

/** A proof that a feature is absent. */
export interface Absence extends Pick<ContractCase, "run"> {
  /** The proof in words, for the name of the case. */
  readonly proof: string;
  /** The features that the proof needs. */
  readonly needs: readonly Feature[];
}

/** Returns the proof that a venue lacks a feature. */
export function absenceOf(feature: Feature): Absence {
  if (isContractMethod(feature)) return absentContractMethod(feature);
  if (isOptionalMethod(feature)) return absentOptionalMethod(feature);
  if (isTypeName(feature)) return absentType(feature);
  if (isTimeInForceName(feature)) {
    const expiry = feature === "GTD" && { expireTime: "2999-01-01T00:00:00Z" };
    return absentTerm({ timeInForce: TIMES_IN_FORCE[feature], ...expiry });
  }
  if (feature === "postOnly") return absentTerm({ postOnly: true });
  if (feature === "postOnlyReadBack") return ABSENT_POST_ONLY_READ_BACK;
  if (feature === "quoteQuantity") return ABSENT_QUOTE_QUANTITY;
  if (feature === "locked") return ABSENT_LOCKED;
  if (feature === "ownOrdersInBook") return ABSENT_OWN_ORDERS;
  return ABSENT_LEVER;
}

function absentContractMethod(name: CapabilityMethod): Absence {
  return {
    needs: [],
    proof: "it rejects with unsupported",
    run: async (trial) => {
      expectSame(trial.client.capabilities.methods[name], false, `capabilities.methods.${name}`);
      await expectRejection(
        callMethod(trial, name),
        { kind: "unsupported", operation: name, sent: "no" },
        name,
      );
    },
  };
}

function absentOptionalMethod(name: CapabilityMethod): Absence {
  return {
    needs: [],
    proof: "the method is absent",
    run: async ({ client }) => {
      expectSame(client.capabilities.methods[name], false, `capabilities.methods.${name}`);
      expectThat(!(name in client), `the client should have no ${name}`);
    },
  };
}

function absentType(name: keyof typeof TYPES): Absence {
  const type = TYPES[name];
  return {
    needs: [],
    proof: "an order of that type is unsupported",
    run: async (trial) => {
      const { orderTypes } = trial.client.capabilities;
      expectThat(!orderTypes.includes(type), `capabilities.orderTypes should not have ${name}`, {
        types: orderTypes,
      });
      const stop = name === "STOP_LIMIT" && { stopPrice: "100" };
      await expectUnsupported(
        trial,
        sized(trial, name === "MARKET" ? { type } : { type, price: "100", ...stop }),
      );
    },
  };
}

function absentTerm(term: Partial<NewOrder>): Absence {
  return {
    needs: [],
    proof: "an order with it is unsupported",
    run: (trial) => expectUnsupported(trial, sized(trial, { type: OrderType.LIMIT, price: "100", ...term })),
  };
}

const ABSENT_POST_ONLY_READ_BACK: Absence = {
  needs: [...RESTING, "postOnly"],
  proof: "such an order rests, and reads have no postOnly",
  run: async (trial) => {
    const { client, symbol } = trial;
    const { orderId } = await trial.placeResting({ postOnly: true });
    expectSame((await client.getOrder(orderId)).postOnly, undefined, "postOnly of getOrder");
    if (!client.capabilities.methods.getOrders) return;
    const listed = await listWith(trial, { symbols: [symbol] }, [orderId]);
    const order = listed.find((each) => each.orderId === orderId);
    expectSame(order?.postOnly, undefined, "postOnly of getOrders");
  },
};

const ABSENT_QUOTE_QUANTITY: Absence = {
  needs: [],
  proof: "an order with quoteQuantity is unsupported",
  run: (trial) => {
    const { symbol, quoteQuantity } = trial;
    return expectUnsupported(trial, { symbol, side: OrderSide.BUY, type: OrderType.MARKET, quoteQuantity });
  },
};

const ABSENT_LOCKED: Absence = {
  needs: ["getBalance"],
  proof: "balances have no locked amount",
  run: async ({ client }) => {
    const withLocked = (await client.getBalance()).assets.filter(({ locked }) => locked !== undefined);
    expectSame(withLocked, [], "the assets with a locked amount");
  },
};

const ABSENT_OWN_ORDERS: Absence = {
  needs: RESTING,
  proof: "a resting order is not in the book",
  run: async (trial) => {
    // Another trader may place a bid at the same price.
    const found = await repeatUntil(
      async () => {
        const price = await freePrice(trial);
        await trial.placeResting({ price });
        await trial.quiet();
        const { bids } = await trial.client.getOrderBook(trial.symbol, { depth: Number.POSITIVE_INFINITY });
        return quantityAt(bids, price);
      },
      (quantity) => quantity === "0",
    );
    expectSame(found, "0", "the quantity of the book at the price of the order");
  },
};

const ABSENT_LEVER: Absence = {
  needs: [],
  proof: "the subject has no such lever",
  // `checkLevers` proves it: it runs for every case.
  run: async () => {},
};

function sized({ symbol, quantity }: Trial, terms: Partial<NewOrder> & Pick<NewOrder, "type">): NewOrder {
  return { symbol, side: OrderSide.BUY, quantity, ...terms };
}

async function expectUnsupported({ client }: Trial, order: NewOrder): Promise<void> {
  await expectRejection(client.placeOrder(order), { kind: "unsupported", sent: "no" }, "placeOrder");
}
