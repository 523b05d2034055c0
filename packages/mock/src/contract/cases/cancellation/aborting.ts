import { isVenueError } from "@cqvx/core/in-memory";
import { isFinal } from "../../../venue/is-final.ts";
import { callMethod, methodsOf } from "../../calls/every-method.ts";
import { expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { idsOf, listWith, newClientOrderId } from "../../orders/ordering.ts";
import { expectClosed, streamsOf } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING } from "../../trial/trial.ts";
import { whenSettled } from "../../trial/when-settled.ts";

/** Reasons with which a caller may abort. */
const REASONS: readonly unknown[] = [undefined, "enough", new Error("enough"), null];

export const ABORTING: readonly ContractCase[] = [
  {
    id: "C01",
    title: "a call with an already aborted signal is aborted for any reason, and nothing is sent",
    needs: [],
    run: async (trial) => {
      for (const name of methodsOf(trial)) {
        for (const reason of REASONS) {
          const call = callMethod(trial, name, { signal: AbortSignal.abort(reason) });
          const wanted = { kind: "aborted", operation: name, sent: "no", retryable: false } as const;
          await expectRejection(whenSettled(trial, name, call), wanted, `${name} that is aborted`);
        }
      }
    },
  },
  {
    id: "C02",
    title: "an order with an already aborted signal is not placed",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const { client } = trial;
      const clientOrderId = newClientOrderId();
      const placing = client.placeOrder(await trial.restingBuy({ clientOrderId }), {
        signal: AbortSignal.abort(),
      });
      await expectRejection(placing, { kind: "aborted", sent: "no", clientOrderId }, "placeOrder");
      await listWith(trial, {}, [(await trial.placeResting()).orderId]);
      const placed = await client.getOrders({ clientOrderIds: [clientOrderId] });
      expectSame(idsOf(placed), [], "the orders with the clientOrderId");
    },
  },
  {
    id: "C03",
    title: "aborting a call does not affect another caller's same call",
    needs: [],
    run: async (trial) => {
      for (const name of methodsOf(trial).filter((each) => each.startsWith("get"))) {
        const alone = await outcomeOf(callMethod(trial, name));
        const controller = new AbortController();
        const aborted = outcomeOf(callMethod(trial, name, { signal: controller.signal }));
        const others = [outcomeOf(callMethod(trial, name)), outcomeOf(callMethod(trial, name))];
        controller.abort();
        for (const other of others) expectSame(await other, alone, `the outcome of another ${name}`);
        const found = await aborted;
        expectThat(
          ["aborted", alone].includes(found),
          `${name} should be aborted, or have the same outcome as alone`,
          found,
        );
      }
    },
  },
  {
    id: "C04",
    title: "aborting after a call has settled changes nothing",
    needs: [...RESTING],
    run: async (trial) => {
      const { client, symbol } = trial;
      const controller = new AbortController();
      const { signal } = controller;
      const book = await client.getOrderBook(symbol, { signal });
      const { orderId } = await client.placeOrder(await trial.restingBuy(), { signal });
      await trial.whenOpen(orderId);
      const [before, isOpenBefore] = [
        JSON.stringify(book),
        !isFinal(await client.getOrder(orderId, { signal })),
      ];
      controller.abort();
      await trial.quiet();
      expectSame(JSON.stringify(book), before, "the book that was read");
      const isOpen = !isFinal(await client.getOrder(orderId));
      expectSame(
        { isOpenBefore, isOpen },
        { isOpenBefore: true, isOpen: true },
        "the open state of the order before and after the abort",
      );
    },
  },
  {
    id: "C05",
    title: "a stream that is opening can be aborted, and then delivers nothing",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        let calls = 0;
        const controller = new AbortController();
        const count = (): void => {
          calls += 1;
        };
        const opening = open(count, { signal: controller.signal });
        controller.abort();
        const refusal = whenSettled(trial, name, opening).catch((error: unknown) => error);
        const opened = await refusal;
        // The stream may have opened at once. Then the signal ends it.
        if (!isVenueError(opened)) await expectClosed(trial, name, await opening);
        else expectSame(opened.kind, "aborted", `kind of the error of ${name}`);
        const before = isVenueError(opened) ? 0 : calls;
        await trial.quiet();
        expectSame(calls, before, `the number of calls of the handler of ${name}`);
      }
    },
  },
  {
    id: "C06",
    title: "aborting the opening of a stream does not affect another stream of the same kind",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        const controller = new AbortController();
        const aborted = open(() => {}, { signal: controller.signal }).catch(() => {});
        const opening = open(() => {});
        controller.abort();
        const subscription = await whenSettled(trial, `another ${name}`, opening);
        await whenSettled(trial, name, aborted);
        await trial.quiet();
        expectSame(subscription.state, "live", `state of another ${name}`);
        await subscription.close();
      }
    },
  },
  {
    id: "C07",
    title: "a settled call and an ended stream leave no listener on their signal",
    needs: [],
    run: async (trial) => {
      const { signal } = new AbortController();
      const countListeners = countListenersOf(signal);
      const streams = streamsOf(trial);
      for (const name of methodsOf(trial)) {
        const stream = streams.find((each) => each.name === name);
        if (stream === undefined) await outcomeOf(callMethod(trial, name, { signal }));
        else await (await stream.open(() => {}, { signal })).close();
        await trial.eventually(
          `no listener of ${name} should be left`,
          countListeners,
          (count) => count === 0,
        );
      }
    },
  },
];

/** Returns "a result", or the kind of the error. */
function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "a result",
    (error: unknown) => (isVenueError(error) ? error.kind : String(error)),
  );
}

/** Starts counting the listeners of a signal. Covers removal by call and by the `signal` option. */
function countListenersOf(signal: AbortSignal): () => number {
  const listeners = new Map<unknown, AbortSignal | undefined>();
  const { addEventListener, removeEventListener } = signal;
  const add = (...args: readonly unknown[]): void => {
    const [, listener, options] = args;
    const end: unknown =
      typeof options === "object" && options !== null ? Reflect.get(options, "signal") : undefined;
    listeners.set(listener, end instanceof AbortSignal ? end : undefined);
    Reflect.apply(addEventListener, signal, args);
  };
  const remove = (...args: readonly unknown[]): void => {
    listeners.delete(args[1]);
    Reflect.apply(removeEventListener, signal, args);
  };
  Object.defineProperties(signal, {
    addEventListener: { value: add },
    removeEventListener: { value: remove },
  });
  return () => [...listeners.values()].filter((end) => end?.aborted !== true).length;
}
