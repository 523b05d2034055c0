import type { OutageReport, RemoteStore } from "../../rate-limit/redis/redis-store.ts";
import type { ManualClock } from "../clocks/manual-clock.ts";
import { type Deferred, defer } from "../deferred.ts";

/** A remote store that answers, fails or hangs as the test says, and records its calls. */
export interface ScriptedRemote extends RemoteStore {
  mode: "answers" | "fails" | "hangs";
  /** False makes `rejoin` fail. */
  canRejoin: boolean;
  /** The number of reservations. */
  reserved: number;
  /** The indexes of released reservations. */
  readonly released: number[];
  readonly outages: OutageReport[];
  /** The parameters of each block. */
  readonly blocks: unknown[][];
  readonly pingedAtMs: number[];
  /** The calls that hang. */
  readonly waiting: { readonly kind: string; readonly answer: Deferred }[];
}

export function createScriptedRemote(clock: ManualClock): ScriptedRemote {
  const closed = new Error("the connection is closed");
  const answer = async (kind: string): Promise<void> => {
    if (remote.mode === "fails") throw closed;
    if (remote.mode === "answers") return;
    const call = { kind, answer: defer() };
    remote.waiting.push(call);
    await call.answer.promise;
  };
  const remote: ScriptedRemote = {
    mode: "answers",
    canRejoin: true,
    reserved: 0,
    released: [],
    outages: [],
    blocks: [],
    pingedAtMs: [],
    waiting: [],
    reserve: async () => {
      const index = remote.reserved++;
      await answer("reserve");
      return { waitMs: 0, slot: { release: () => void remote.released.push(index), defer: () => {} } };
    },
    ping: async () => {
      remote.pingedAtMs.push(clock.monotonic());
      await answer("ping");
    },
    rejoin: async (outage) => {
      remote.outages.push(outage);
      await answer("rejoin");
      if (!remote.canRejoin) throw closed;
    },
    block: (...parameters) => void remote.blocks.push(parameters),
  };
  return remote;
}
