import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import { createScriptRunner, type SendCommand } from "./redis-client.ts";
import { LIMIT_SCRIPT } from "./script.ts";

/** A store in another process, which can be slow or absent. Unlike those of a local store, its methods can reject. */
export interface RemoteStore extends LimitStore {
  /** Resolves when the store answers. */
  ping(): Promise<unknown>;
  /** Reports an outage that this process has seen, when the store answers again. */
  rejoin(outage: OutageReport): Promise<unknown>;
}

/** The outage of a store as one process saw it, with the use of the limits in the meantime. */
export interface OutageReport {
  /** Milliseconds since the store last answered. */
  readonly silentMs: number;
  /** Milliseconds since the store first failed to answer. */
  readonly outageMs: number;
  /** The requests of this process that still count, by scope. */
  readonly used: readonly { readonly scope: LimitedScope; readonly amount: number }[];
}

export interface RedisStoreOptions {
  /** The prefix of all keys. */
  readonly prefix: string;
  readonly processes: number;
  readonly newId: () => string;
  readonly clock: Clock;
}

/** The share of a span within which the server must still know our latest slot. */
const KNOWN_SHARE = 0.5;

export function createRedisStore(
  send: SendCommand,
  { prefix, processes, newId, clock }: RedisStoreOptions,
): RemoteStore {
  const run = createScriptRunner(send, LIMIT_SCRIPT);
  /** The latest slot of each set of scopes. */
  const latest = new Map<string, { readonly id: string; readonly atMs: number }>();
  const process = newId();
  let count = 0;
  /** The server's clock minus ours, in milliseconds. Undefined before the first answer. */
  let serverAheadMs: number | undefined;

  const keysOf = (scopes: readonly LimitedScope[]): string[] =>
    scopes.flatMap(({ key }) => {
      // A cluster chooses the server by the text in braces. All keys of one command must be on the same server.
      const venueHost = venueHostOf({ key });
      const name = `${prefix}:{${venueHost}}${key.slice(venueHost.length)}`;
      return [name, `${name}:back`, `${name}:state`];
    });
  const execute = (scopes: readonly LimitedScope[], request: Readonly<Record<string, unknown>>) =>
    run(
      keysOf(scopes),
      JSON.stringify({
        ...request,
        process,
        processes,
        scopes: scopes.map(({ limit, weight }) => ({ ...limit, weight })),
      }),
    );
  /** Sends an update without waiting. After a failure the slot stays as it was. */
  const notify = (scopes: readonly LimitedScope[], request: Readonly<Record<string, unknown>>): void => {
    execute(scopes, request).catch(() => {});
  };

  const lastOf = (name: string, scopes: readonly LimitedScope[]) => {
    const last = latest.get(name);
    if (last === undefined) return undefined;
    const ageMs = clock.monotonic() - last.atMs;
    const spanMs = Math.min(...scopes.map(({ limit }) => limit.spanMs));
    return ageMs < spanMs * KNOWN_SHARE ? { id: last.id, ageMs } : undefined;
  };

  return {
    ping: () => send(["PING"]),
    reserve: async (scopes, pacing, aheadMs): Promise<Reservation> => {
      const name = JSON.stringify(scopes.map(({ key }) => key));
      const id = `${process}:${count++}`;
      const startedMs = clock.monotonic();
      const sentAt = serverAheadMs === undefined ? undefined : startedMs + serverAheadMs;
      const last = lastOf(name, scopes);
      const reply = await execute(scopes, { op: "reserve", pacing, aheadMs, id, last, sentAt });
      const [wait, slotAt, now] = Array.isArray(reply) ? reply.map(String) : [];
      const waitMs = Number(wait);
      const nowMs = Number(now);
      if (slotAt === undefined || Number.isNaN(waitMs) || Number.isNaN(nowMs))
        throw new TypeError("the reply is not from the limit script");
      serverAheadMs = nowMs - clock.monotonic();
      if (slotAt === "") return { waitMs, slot: undefined };
      latest.set(name, { id, atMs: startedMs });
      let lateMs = 0;
      return {
        waitMs,
        slot: {
          release: () => {
            if (latest.get(name)?.id === id) latest.delete(name);
            notify(scopes, { op: "release", id });
          },
          defer: (byMs) => {
            lateMs += byMs;
            notify(scopes, { op: "defer", id, at: Number(slotAt), byMs, lateMs });
          },
        },
      };
    },
    block: (scopes, forMs, whenUsedBelow) => notify(scopes, { op: "block", forMs, whenUsedBelow }),
    rejoin: ({ silentMs, outageMs, used }) => {
      const venueHosts = new Set(used.map(({ scope }) => venueHostOf(scope)));
      const rejoinHost = (venueHost: string): Promise<unknown> => {
        const ofHost = used.filter(({ scope }) => venueHostOf(scope) === venueHost);
        const amounts = ofHost.map(({ amount }) => Math.ceil(amount));
        const id = `${process}:${count++}`;
        return execute(
          ofHost.map(({ scope }) => scope),
          { op: "rejoin", id, silentMs, outageMs, used: amounts },
        );
      };
      return Promise.all([...venueHosts].map(rejoinHost));
    },
  };
}

/** Returns the venue and host of a scope: the first part of its key. */
function venueHostOf({ key }: Pick<LimitedScope, "key">): string {
  return key.split(":").slice(0, -2).join(":");
}
