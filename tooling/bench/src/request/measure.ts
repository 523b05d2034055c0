import type { Contender } from "./contenders.ts";
import { ORDER_ID } from "./order-server.ts";

/** The figures of one process. */
export interface Measurement {
  /** The median time of a call, one at a time, in microseconds. */
  readonly latencyUs: number;
  /** Calls a second, with `AT_ONCE` of them under way. */
  readonly callsPerSecond: number;
}

export const AT_ONCE = 64;

/**
 * Uncounted calls before each of the two measures, as a share of the counted calls. During them the engine compiles frequent code
 * and connections open.
 */
const WARM_UP_SHARE = 0.25;

/** Measures a contender: calls one at a time, then calls at once. Rejects when a reply is not the order that was asked for. */
export async function measure(contender: Contender, calls: number): Promise<Measurement> {
  const call = async (): Promise<void> => {
    const orderId = await contender.getOrder();
    if (orderId !== ORDER_ID) throw new Error("a reply was read as another order");
  };
  const warmUp = Math.ceil(calls * WARM_UP_SHARE);
  await callAtOnce(call, warmUp, 1);
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const startedMs = performance.now();
    await call();
    times.push(performance.now() - startedMs);
  }
  times.sort((left, right) => left - right);
  await callAtOnce(call, warmUp, AT_ONCE);
  const startedMs = performance.now();
  await callAtOnce(call, calls, AT_ONCE);
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    latencyUs: (times[Math.floor(times.length / 2)] ?? Number.NaN) * 1_000,
    callsPerSecond: calls / seconds,
  };
}

async function callAtOnce(call: () => Promise<void>, calls: number, atOnce: number): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
}
