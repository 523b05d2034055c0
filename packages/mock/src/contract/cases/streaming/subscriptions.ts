import { expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectClosed, streamsOf } from "../../streams/watch-stream.ts";
import { whenSettled } from "../../trial/when-settled.ts";
import type { ContractCase } from "../contract-case.ts";

export const SUBSCRIPTIONS: readonly ContractCase[] = [
  {
    id: "S09",
    title:
      "a stream that is closed, or whose `await using` ends, is over for that reason, however often it is closed",
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
    title: "onState is called with live before anything is delivered, and with closed after everything",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name, open } of streamsOf(trial)) {
        const told: string[] = [];
        const subscription = await open(() => void told.push("an item"), {
          onState: (state) => void told.push(state),
        });
        await trial.quiet();
        expectSame(told[0], "live", `what ${name} tells first`);
        await subscription.close();
        await trial.quiet();
        expectSame(
          told.indexOf("closed"),
          told.length - 1,
          `where ${name} tells that it is closed (${told})`,
        );
      }
    },
  },
  {
    id: "S11",
    title: "the signal that a stream was opened with ends it while it runs",
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
    title: "a stream of a symbol that the venue does not have is refused, and gives nothing",
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
        expectThat(kind !== "timeout" && kind !== "malformed", "it should be refused", kind);
      }
      await trial.quiet();
      expectSame(calls, 0, "how often the handlers were called");
    },
  },
];
