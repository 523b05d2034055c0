import { expect } from "vitest";
import type { StreamRefusal, Topic } from "../../connection/protocol/socket-protocol.ts";
import { nextTurn } from "../next-turn.ts";
import { createSessionStream, type SessionStream, type SessionStreamOptions } from "./session-stream.ts";
import { BTC, ETH, type RecordingSink } from "./test-stream.ts";

export const SOL: Topic = { channel: "level2", key: "SOL-USD" };

export const UNKNOWN: StreamRefusal = {
  kind: "notFound",
  code: "NO_SUCH",
  reason: "the venue has no such product",
};

export const BUSY: StreamRefusal = { kind: "unavailable", code: "BUSY", reason: "later" };

export interface Live extends SessionStream {
  readonly btc: RecordingSink;
  readonly eth: RecordingSink;
}

/** Creates a stream with two confirmed topics. Its next request has the id 3. */
export async function createLive(options?: SessionStreamOptions): Promise<Live> {
  const stream = createSessionStream(options);
  const [btc, eth] = [stream.attach(BTC), stream.attach(ETH)];
  await nextTurn();
  await stream.say([{ id: "1" }, { id: "2" }]);
  return Object.assign(stream, { btc, eth });
}

/** Creates a refusal. */
export function refusal(kind: StreamRefusal["kind"], code?: string): StreamRefusal {
  return { kind, code, reason: "the venue said no" };
}

/** Expects that no socket, listener or timer is left. */
export function expectNothingLeft({ sockets, clock }: SessionStream): void {
  expect([sockets.live(), sockets.listeners(), clock.timers()]).toEqual([0, 0, 0]);
}
