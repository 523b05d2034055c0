import { OVER_REDIS, type RedisServer, startRedisServer } from "@cqvx/redis-server";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { LimitedScope, ScopeLimit } from "../../contract/rate-limit.ts";
import type { LimitStore, Pacing, Slot } from "../../rate-limit/limit-store.ts";
import type { SendCommand } from "../../rate-limit/redis/redis-client.ts";
import { createRedisStore, type RemoteStore } from "../../rate-limit/redis/redis-store.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { onClock } from "../clocks/script-clock.ts";
import { connectTo, type RedisConnection } from "../network/redis-connection.ts";

/** A real redis-server whose limit script reads the time from a manual clock. Empty at the start of each test. */
export interface RedisScripts {
  readonly clock: ManualClock;
  /** Sends a command to the server as it is. */
  readonly send: SendCommand;
  /** Sends a command whose script reads the time from `clock`. */
  readonly sendOnClock: SendCommand;
  /** Creates the store of another process. */
  createStore(processes?: number): RemoteStore;
  /** Creates a store that knows these scopes and has all of their slots free. */
  openStore(...scopes: readonly LimitedScope[]): Promise<RemoteStore>;
  /** Resolves when the server has handled all earlier commands. */
  handled(): Promise<unknown>;
}

/** Starts a server for the tests of the suite that calls it, and stops it after them. */
export function useRedisScripts(): RedisScripts {
  let server: RedisServer;
  let connection: RedisConnection;
  let clock: ManualClock;

  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectTo(server);
  });
  beforeEach(async () => {
    await connection.send(["FLUSHALL"]);
    clock = createManualClock();
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await server.stop();
  });

  const sendOnClock: SendCommand = (words) => onClock(connection.send, clock)(words);
  const createStore = (processes?: number): RemoteStore => storeOver(sendOnClock, clock, processes);
  return {
    get clock() {
      return clock;
    },
    send: (words) => connection.send(words),
    sendOnClock,
    createStore,
    openStore: async (...scopes) => {
      const store = createStore();
      for (const scope of scopes) await store.reserve([scope], "cancel", -1);
      await clock.advance(Math.max(...scopes.map(({ limit }) => limit.spanMs)));
      return store;
    },
    handled: () => connection.send(["PING"]),
  };
}

/** The name of a suite over a real server, with the reason where it is skipped. */
export const SCRIPT_SUITE: string = `the limit script ${OVER_REDIS}`;

export const WINDOW: ScopeLimit = { kind: "window", size: 4, spanMs: 1_000, reserve: 1, marginMs: 30 };
export const BUCKET: ScopeLimit = { ...WINDOW, kind: "bucket" };

export const PACINGS: readonly Pacing[] = ["immediate", "spaced", "cancel"];

/** Creates a scope of a window of four requests a second, where `limit` does not say otherwise. */
export function windowScope(limit: Partial<ScopeLimit> = {}, name = "private", weight = 1): LimitedScope {
  return { key: `venue:host.example:${name}:default`, limit: { ...WINDOW, ...limit }, weight };
}

let processCount = 0;

/** Creates the store of a process of its own: "process-0", "process-1" and so on. */
export function storeOver(send: SendCommand, clock: ManualClock, processes = 1): RemoteStore {
  const name = `process-${processCount++}`;
  return createRedisStore(send, { prefix: "test", processes, newId: () => name, clock });
}

/** Reserves slots until none is free at once, and returns them. */
export async function takeAll(
  store: LimitStore,
  scope: LimitedScope,
  pacing: Pacing = "cancel",
): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (;;) {
    const { slot } = await store.reserve([scope], pacing, 0);
    if (slot === undefined) return slots;
    slots.push(slot);
  }
}
