import { afterEach, beforeEach, expect } from "vitest";
import type { LimitedScope, ScopeLimit } from "../../contract/rate-limit.ts";
import type { LimitStore } from "../../rate-limit/limit-store.ts";
import { createSharedStore } from "../../rate-limit/redis/shared-store.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { type UnhandledRejections, watchRejections } from "../unhandled-rejections.ts";
import { createScriptedRemote, type ScriptedRemote } from "./scripted-remote.ts";

/** Shared stores over one scripted remote store, which is new in each test. */
export interface SharedStores {
  readonly clock: ManualClock;
  readonly remote: ScriptedRemote;
  /** The messages of all logged warnings. */
  readonly warnings: readonly string[];
  createStore(processes?: number): LimitStore;
  /** Returns true when the store asks the remote one. */
  isShared(store: LimitStore): Promise<boolean>;
  /** Starts an outage, and waits until the possible use of the fleet before it no longer counts. */
  startOutage(store: LimitStore): Promise<void>;
}

export const TIMEOUT_MS = 50;
export const SPAN_MS = 1_000;

export const SHARED_WINDOW: ScopeLimit = {
  kind: "window",
  size: 16,
  spanMs: SPAN_MS,
  reserve: 0,
  marginMs: 30,
};
export const SHARED_BUCKET: ScopeLimit = { ...SHARED_WINDOW, kind: "bucket" };
export const SHARED_SCOPE: LimitedScope = {
  key: "venue:host:private:default",
  limit: SHARED_WINDOW,
  weight: 1,
};

/** Prepares shared stores for each test of the file, and fails a test that leaves an unhandled rejection. */
export function useSharedStores(): SharedStores {
  let clock: ManualClock;
  let remote: ScriptedRemote;
  let warnings: string[];
  let rejections: UnhandledRejections;

  beforeEach(() => {
    clock = createManualClock();
    remote = createScriptedRemote(clock);
    warnings = [];
    rejections = watchRejections();
  });
  afterEach(async () => {
    expect(await rejections.seen()).toEqual([]);
    rejections[Symbol.dispose]();
  });

  const ignore = (): void => {};
  return {
    get clock() {
      return clock;
    },
    get remote() {
      return remote;
    },
    get warnings() {
      return warnings;
    },
    createStore: (processes = 8) =>
      createSharedStore(remote, {
        timeoutMs: TIMEOUT_MS,
        processes,
        clock,
        logger: {
          debug: ignore,
          info: ignore,
          error: ignore,
          warn: (_, message) => void warnings.push(message),
        },
      }),
    isShared: async (store) => {
      const before = remote.reserved;
      await store.reserve([SHARED_SCOPE], "immediate", -1);
      return remote.reserved > before;
    },
    startOutage: async (store) => {
      remote.mode = "fails";
      await store.reserve([SHARED_SCOPE], "immediate", 0);
      await clock.advance(TIMEOUT_MS + SPAN_MS);
    },
  };
}

/** Returns how many slots the store grants at once. */
export async function grantsOf(store: LimitStore, scope: LimitedScope = SHARED_SCOPE): Promise<number> {
  for (let count = 0; ; count++) {
    if ((await store.reserve([scope], "immediate", 0)).slot === undefined) return count;
  }
}
