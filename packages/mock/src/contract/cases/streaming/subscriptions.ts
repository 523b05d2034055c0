import { expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectClosed, streamsOf } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { whenSettled } from "../../trial/when-settled.ts";

export const SUBSCRIPTIONS: readonly ContractCase[] = [
  {
    id: "S09",
    title: "a stream ends with the reason closed by close() or `await using`, and can be closed again",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        for (const method of ["close", Symbol.asyncDispose] as const) {
          const subscription = await open(() => {});
          const closing = Promise.all([subscription[method](), subscription.close()]);
          await whenSettled(trial, `close() of ${name}`, closing);
          await expectClosed(trial, name, subscription);
          await whenSettled(trial, `another close() of ${name}`, subscription.close());
        }
      }
    },
  },
  {
    id: "S10",
    title: "onState is called with live before the first delivery, and with closed after the last one",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        const calls: string[] = [];
        const subscription = await open(() => void calls.push("an item"), {
          onState: (state) => void calls.push(state),
        });
        await trial.quiet();
        expectSame(calls[0], "live", `the first callback of ${name}`);
        await subscription.close();
        await trial.quiet();
        expectSame(
          calls.indexOf("closed"),
          calls.length - 1,
          `the position of closed among the callbacks of ${name} (${calls})`,
        );
      }
    },
  },
  {
    id: "S11",
    title: "aborting the signal of an open stream ends it",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        const controller = new AbortController();
        const subscription = await open(() => {}, { signal: controller.signal });
        expectSame(subscription.state, "live", `state of ${name}`);
        controller.abort();
        await expectClosed(trial, name, subscription);
      }
    },
  },
  {
    id: "S12",
    title: "a stream of an unknown symbol is refused, and delivers nothing",
    needs: ["subscribeOrderBook", "subscribeTrades"],
    run: async (trial) => {
      const { client, unknownSymbol } = trial;
      let calls = 0;
      const count = (): void => {
        calls += 1;
      };
      for (const name of ["subscribeOrderBook", "subscribeTrades"] as const) {
        const opening = whenSettled(trial, name, client[name](unknownSymbol, count));
        const { kind } = await expectRejection(opening, { operation: name }, `${name} of ${unknownSymbol}`);
        expectThat(kind !== "timeout" && kind !== "malformed", "the venue should refuse it", kind);
      }
      await trial.quiet();
      expectSame(calls, 0, "the number of calls of the handlers");
    },
  },
];
