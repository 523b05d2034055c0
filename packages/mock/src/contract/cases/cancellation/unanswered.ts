import type { CapabilityMethod } from "@cqvx/core";
import { isVenueError } from "@cqvx/core/in-memory";
import { callMethod } from "../../calls/every-method.ts";
import {
  expectPlacedOnceAtMost,
  expectUnknownOrUnsent,
  listOrderIds,
  NO_TIMEOUT_MS,
  readsOf,
  SHORT_TIMEOUT_MS,
  whileRepliesHeld,
} from "../../calls/held-replies.ts";
import { expectRejection, expectThat } from "../../expectations/expectations.ts";
import { newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";
import { whenSettled } from "../../trial/when-settled.ts";

/** The cases of calls that the venue does not answer. */
export const UNANSWERED: readonly ContractCase[] = [
  {
    id: "C08",
    title: "one signal aborts all reads that wait for the venue",
    needs: ["lever holdReplies"],
    run: (trial) =>
      whileRepliesHeld(trial, async () => {
        const controller = new AbortController();
        const options = { signal: controller.signal, timeoutMs: NO_TIMEOUT_MS };
        const reads = readsOf(trial).map((name) => ({ name, call: callMethod(trial, name, options) }));
        for (const { call } of reads) call.catch(() => {});
        await trial.quiet();
        controller.abort();
        for (const { name, call } of reads)
          await expectRejection(whenSettled(trial, name, call), { kind: "aborted", operation: name }, name);
      }),
  },
  {
    id: "C09",
    title: "an order aborted in flight is outcomeUnknown with its clientOrderId, and is never placed twice",
    needs: ["getOrders", "lever holdReplies", ...RESTING],
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const [order, before] = [await trial.restingBuy({ clientOrderId }), await listOrderIds(trial)];
      const error = await whileRepliesHeld(trial, async () => {
        const controller = new AbortController();
        const placing = trial.client.placeOrder(order, {
          signal: controller.signal,
          timeoutMs: NO_TIMEOUT_MS,
        });
        placing.catch(() => {});
        await trial.quiet();
        controller.abort();
        return expectUnknownOrUnsent(trial, "placeOrder", placing, "aborted", { clientOrderId });
      });
      await expectPlacedOnceAtMost(trial, error, before);
    },
  },
  {
    id: "C10",
    title: "a cancel aborted in flight is outcomeUnknown with the orderId, and a second cancel settles it",
    needs: ["cancelOrder", "lever holdReplies", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await whileRepliesHeld(trial, async () => {
        const controller = new AbortController();
        const options = { signal: controller.signal, timeoutMs: NO_TIMEOUT_MS };
        const cancelling = trial.client.cancelOrder(orderId, options);
        cancelling.catch(() => {});
        await trial.quiet();
        controller.abort();
        await expectUnknownOrUnsent(trial, "cancelOrder", cancelling, "aborted", { orderId });
      });
      await trial.client.cancelOrder(orderId);
      await trial.whenFinal(orderId);
    },
  },
  {
    id: "C11",
    title: "a read without an answer within its timeoutMs is a retryable timeout",
    needs: ["lever holdReplies"],
    run: (trial) =>
      whileRepliesHeld(trial, async () => {
        const wanted = { kind: "timeout", retryable: true } as const;
        const expectTimeout = (name: CapabilityMethod): Promise<unknown> => {
          const call = callMethod(trial, name, { timeoutMs: SHORT_TIMEOUT_MS });
          return expectRejection(whenSettled(trial, name, call), { ...wanted, operation: name }, name);
        };
        await Promise.all(readsOf(trial).map(expectTimeout));
      }),
  },
  {
    id: "C12",
    title:
      "an order without an answer in time is outcomeUnknown with its generated clientOrderId, and is never placed twice",
    needs: ["getOrders", "lever holdReplies", ...RESTING],
    run: async (trial) => {
      const [order, before] = [await trial.restingBuy(), await listOrderIds(trial)];
      const error = await whileRepliesHeld(trial, async () => {
        const placing = trial.client.placeOrder(order, { timeoutMs: SHORT_TIMEOUT_MS });
        return expectUnknownOrUnsent(trial, "placeOrder", placing, "timeout", {});
      });
      await expectPlacedOnceAtMost(trial, error, before);
    },
  },
  {
    id: "C13",
    title: "a cancel without an answer in time is outcomeUnknown with the orderId",
    needs: ["cancelOrder", "lever holdReplies", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await whileRepliesHeld(trial, async () => {
        const cancelling = trial.client.cancelOrder(orderId, { timeoutMs: SHORT_TIMEOUT_MS });
        await expectUnknownOrUnsent(trial, "cancelOrder", cancelling, "timeout", { orderId });
      });
      await trial.client.cancelOrder(orderId);
      await trial.whenFinal(orderId);
    },
  },
  {
    id: "C14",
    title: "the client answers again as soon as the venue does",
    needs: ["lever holdReplies"],
    run: async (trial) => {
      await whileRepliesHeld(trial, async () => {
        const calls = readsOf(trial).map((name) => callMethod(trial, name, { timeoutMs: SHORT_TIMEOUT_MS }));
        await whenSettled(trial, "every read", Promise.allSettled(calls));
      });
      for (const name of readsOf(trial)) await expectAnswered(trial, name);
    },
  },
];

/** Checks that a read returns a result or a `notFound` error of the venue. */
async function expectAnswered(trial: Trial, name: CapabilityMethod): Promise<void> {
  const error: unknown = await whenSettled(trial, name, callMethod(trial, name)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const isAnswer = error === undefined || isVenueError(error, "notFound");
  expectThat(isAnswer, `${name} should be answered again`, String(error));
}
