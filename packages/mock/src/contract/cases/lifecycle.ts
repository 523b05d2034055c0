import { isVenueError, OrderType } from "@cqvx/core/in-memory";
import { callMethod, methodsOf } from "../calls/every-method.ts";
import { expectUnknownOrUnsent, NO_TIMEOUT_MS, readsOf, whileRepliesHeld } from "../calls/held-replies.ts";
import type { ContractClient } from "../declaration/contract-subject.ts";
import { expectRejection, expectSame, expectThat } from "../expectations/expectations.ts";
import { newClientOrderId } from "../orders/ordering.ts";
import { expectClosed, streamsOf } from "../streams/watch-stream.ts";
import type { ContractCase } from "../trial/contract-case.ts";
import { RESTING, type Trial } from "../trial/trial.ts";
import { whenSettled } from "../trial/when-settled.ts";

/** The cases of clients and their end. Ids are never reused; the next free id is L09. */
export const LIFECYCLE: readonly ContractCase[] = [
  {
    id: "L01",
    title: "a client has a venue name and a list of supported order types",
    needs: [],
    run: async ({ client }) => {
      const { venue, capabilities } = client;
      expectThat(/^[a-z][a-z0-9-]*$/.test(venue), "venue should be one lower-case word", venue);
      const { orderTypes } = capabilities;
      const known: readonly number[] = Object.values(OrderType).filter(
        (type) => type !== OrderType.UNSPECIFIED,
      );
      const isList = orderTypes.length > 0 && orderTypes.every((type) => known.includes(type));
      expectThat(isList, "capabilities.orderTypes should list order types", { types: orderTypes });
      expectSame(new Set(orderTypes).size, orderTypes.length, "the number of different order types");
    },
  },
  {
    id: "L02",
    title: "every method works without its `this`",
    needs: ["getOrderBook"],
    run: async (trial) => {
      const { client } = trial;
      for (const name of methodsOf(trial)) {
        const error: unknown = await callMethod({ ...trial, client: detach(client) }, name).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const isExpected = error === undefined || (isVenueError(error) && error.kind !== "malformed");
        expectThat(isExpected, `${name} should work without its client`, String(error));
      }
      const { close } = client;
      await whenSettled(trial, "close()", close());
      await expectRejection(client.getOrderBook(trial.symbol), { code: "CLIENT_CLOSED" }, "getOrderBook");
    },
  },
  {
    id: "L03",
    title: "a closed client rejects every call as aborted, with code CLIENT_CLOSED, and sends nothing",
    needs: [],
    run: async (trial) => {
      await whenSettled(trial, "close()", trial.client.close());
      await expectEveryCallRefused(trial);
    },
  },
  {
    id: "L04",
    title: "a client is closed at the end of the scope of its `await using`",
    needs: [],
    run: async (trial) => {
      await trial.client[Symbol.asyncDispose]();
      await expectEveryCallRefused(trial);
    },
  },
  {
    id: "L05",
    title: "a client can be closed twice at the same time, and again later",
    needs: ["getOrderBook"],
    run: async (trial) => {
      const { client } = trial;
      await client.getOrderBook(trial.symbol);
      await whenSettled(trial, "close() twice at once", Promise.all([client.close(), client.close()]));
      await whenSettled(trial, "a later close()", client.close());
    },
  },
  {
    id: "L06",
    title: "closing a client ends its streams, and nothing more is delivered",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      const delivered: string[] = [];
      const streams = await Promise.all(
        streamsOf(trial).map(async ({ name, open }) => {
          const onState = (state: string): void => void delivered.push(`${name} ${state}`);
          return { name, subscription: await open(() => void delivered.push(name), { onState }) };
        }),
      );
      await trial.quiet();
      await whenSettled(trial, "close()", trial.client.close());
      for (const { name, subscription } of streams) {
        await expectClosed(trial, name, subscription);
        await whenSettled(trial, `close() of ${name}`, subscription.close());
      }
      const count = delivered.length;
      await trial.quiet();
      expectSame(delivered.slice(count), [], "the deliveries of the streams of a closed client");
      for (const { name } of streams)
        expectThat(delivered.includes(`${name} closed`), `${name} should report the state closed`, delivered);
    },
  },
  {
    id: "L07",
    title: "closing a client ends streams that are still opening",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      const streams = streamsOf(trial).map(({ name, open }) => ({ name, opening: open(() => {}) }));
      for (const { opening } of streams) opening.catch(() => {});
      await whenSettled(trial, "close()", trial.client.close());
      for (const { name, opening } of streams) {
        const error: unknown = await whenSettled(trial, name, opening).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        // The stream may have opened at once. Then it has ended as closed.
        if (error === undefined) await expectClosed(trial, name, await opening);
        else await expectRejection(opening, { kind: "aborted", operation: name }, name);
      }
    },
  },
  {
    id: "L08",
    title: "closing a client ends waiting calls, and a placed order becomes outcomeUnknown or was never sent",
    needs: ["lever holdReplies", ...RESTING],
    run: async (trial) => {
      const { client } = trial;
      const clientOrderId = newClientOrderId();
      const order = await trial.restingBuy({ clientOrderId });
      await whileRepliesHeld(trial, async () => {
        const options = { timeoutMs: NO_TIMEOUT_MS };
        const reads = readsOf(trial).map((name) => ({ name, call: callMethod(trial, name, options) }));
        const placing = client.placeOrder(order, options);
        for (const call of [placing, ...reads.map((read) => read.call)]) call.catch(() => {});
        await trial.quiet();
        await whenSettled(trial, "close()", client.close());
        const closed = { kind: "aborted", code: "CLIENT_CLOSED" } as const;
        for (const { name, call } of reads)
          await expectRejection(whenSettled(trial, name, call), { ...closed, operation: name }, name);
        await expectUnknownOrUnsent(trial, "placeOrder", placing, "aborted", { clientOrderId });
      });
    },
  },
];

/** Returns a client whose methods are called without their `this`. */
function detach(client: ContractClient): ContractClient {
  // A proxy of the client itself could not replace the methods of a frozen client.
  return new Proxy<ContractClient>(Object.create(client), {
    get: (_, key) => {
      const member: unknown = Reflect.get(client, key);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]): unknown => Reflect.apply(member, undefined, args);
    },
  });
}

async function expectEveryCallRefused(trial: Trial): Promise<void> {
  for (const name of methodsOf(trial)) {
    await expectRejection(
      whenSettled(trial, `${name} of a closed client`, callMethod(trial, name)),
      { kind: "aborted", code: "CLIENT_CLOSED", operation: name, sent: "no" },
      `${name} of a closed client`,
    );
  }
}
