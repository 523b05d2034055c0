import type { CapabilityMethod, VenueError, VenueErrorKind } from "@cqvx/core";
import { isVenueError } from "@cqvx/core/in-memory";
import { callMethod, methodsOf, UNKNOWN_ORDER_ID } from "../../calls/every-method.ts";
import { expectRefused } from "../../calls/refused-call.ts";
import { callWithOptions } from "../../calls/untyped-call.ts";
import { expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";

/** Every kind of error. */
export const ERROR_KINDS: readonly VenueErrorKind[] = [
  "invalidInput",
  "unauthorized",
  "notFound",
  "rejected",
  "unsupported",
  "malformed",
  "rateLimited",
  "unavailable",
  "timeout",
  "outcomeUnknown",
  "aborted",
];

export const ERROR_SHAPE: readonly ContractCase[] = [
  {
    id: "E14",
    title: "every error has its kind, venue and method, retryable and sent",
    needs: [],
    run: async (trial) => {
      for (const error of await collectErrors(trial)) {
        const { kind, message, name, operation, reason, venue } = error;
        expectThat(error instanceof Error, `the error of ${operation} should be an Error`);
        expectSame(name, "VenueError", `name of the error of ${operation}`);
        expectSame(venue, trial.client.venue, `venue of the error of ${operation}`);
        expectThat(
          message.startsWith(`[${venue} ${operation}] ${kind}`),
          "a message should begin with the venue, the operation and the kind",
          message,
        );
        expectThat(
          reason !== "" && message.endsWith(reason),
          "a message should end with the reason",
          message,
        );
        expectSame(typeof error.retryable, "boolean", `type of retryable of the error of ${operation}`);
        expectThat(
          ["no", "maybe", "yes"].includes(error.sent),
          "sent should be no, maybe or yes",
          error.sent,
        );
        for (const each of ERROR_KINDS)
          expectSame(isVenueError(error, each), each === kind, `isVenueError(…, "${each}") of ${kind}`);
      }
    },
  },
  {
    id: "E15",
    title: "every error is plain data and can be logged",
    needs: [],
    run: async (trial) => {
      for (const error of await collectErrors(trial)) {
        const { kind, message, operation } = error;
        const logged: unknown = JSON.parse(JSON.stringify(error));
        const isThere = typeof logged === "object" && logged !== null;
        expectThat(isThere, `the error of ${operation} should be an object in JSON`, logged);
        for (const [field, value] of Object.entries({ kind, operation, message }))
          expectSame(Reflect.get(logged, field), value, `${field} of the error of ${operation} in JSON`);
        for (const [field, value] of Object.entries(error))
          expectThat(Object(value) !== value, `${field} of the error of ${operation} should be plain`, value);
        expectThat(error.cause === undefined, `the error of ${operation} should have no cause`);
      }
    },
  },
  {
    id: "E16",
    title: "the error of an order has its clientOrderId, also a generated one",
    needs: [...RESTING],
    run: async (trial) => {
      const { client } = trial;
      const clientOrderId = newClientOrderId();
      const order = await trial.restingBuy();
      const wrong = await expectRefused(
        trial,
        "placeOrder",
        [{ ...order, clientOrderId, quantity: "0" }],
        "quantity",
      );
      expectSame(wrong.clientOrderId, clientOrderId, "clientOrderId of an invalid order");
      const signal = AbortSignal.abort();
      const own = client.placeOrder({ ...order, clientOrderId }, { signal });
      await expectRejection(own, { kind: "aborted", clientOrderId }, "an aborted order");
      const made = await expectRejection(
        client.placeOrder(order, { signal }),
        { kind: "aborted" },
        "an aborted order",
      );
      expectThat(
        typeof made.clientOrderId === "string" && made.clientOrderId !== "",
        "a clientOrderId should be generated",
      );
    },
  },
];

/** Collects errors of every method that occur at any venue. */
async function collectErrors(trial: Trial): Promise<VenueError[]> {
  const errors: VenueError[] = [];
  const collect = async (
    operation: CapabilityMethod,
    what: string,
    work: Promise<unknown>,
  ): Promise<void> => {
    errors.push(await expectRejection(work, { operation }, `${operation} ${what}`));
  };
  for (const name of methodsOf(trial)) {
    await collect(name, "with a wrong option", callWithOptions(trial, name, { timeoutMs: 0 }));
    await collect(name, "that is aborted", callMethod(trial, name, { signal: AbortSignal.abort() }));
  }
  const { client } = trial;
  await collect("getOrder", "of an unknown id", client.getOrder(UNKNOWN_ORDER_ID));
  await collect("getOrderBook", "of an unknown symbol", client.getOrderBook(trial.unknownSymbol));
  return errors;
}
