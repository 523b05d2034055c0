import type { LimitedScope } from "../../contract/rate-limit.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { LimitStore, Reservation } from "../limit-store.ts";
import { createScriptRunner, type SendCommand } from "./redis-client.ts";
import { LIMIT_SCRIPT } from "./script.ts";

/** How long a process was on its own, and what it used meanwhile. */
export interface Absence {
  /** Milliseconds since the store last answered. */
  readonly silentMs: number;
  /** Milliseconds since it first failed to. */
  readonly outageMs: number;
  readonly used: readonly { readonly scope: LimitedScope; readonly amount: number }[];
}

/** A store in another process, which may be slow or gone: its methods reject. */
export interface RemoteStore extends LimitStore {
  /** Whether it answers. */
  ping(): Promise<unknown>;
  rejoin(absence: Absence): Promise<unknown>;
}

export interface RedisStoreOptions {
  /** What all keys begin with. */
  readonly prefix: string;
  readonly processes: number;
  readonly newId: () => string;
  readonly clock: Clock;
}

/** Venue and host. */
function placeOf({ key }: Pick<LimitedScope, "key">): string {
  return key.split(":").slice(0, -2).join(":");
}

/** Only a place this young must still be known. */
const KNOWN_SHARE = 0.5;

export function createRedisStore(
  send: SendCommand,
  { prefix, processes, newId, clock }: RedisStoreOptions,
): RemoteStore {
  const run = createScriptRunner(send, LIMIT_SCRIPT);
  /** The latest place in each set of scopes. */
  const latest = new Map<string, { readonly id: string; readonly atMs: number }>();
  const process = newId();
  let count = 0;
  /** The server's clock, from ours. */
  let aheadOfUsMs: number | undefined;

  const keysOf = (scopes: readonly LimitedScope[]): string[] =>
    scopes.flatMap(({ key }) => {
      // What is in braces decides the server of a cluster: what is in one command has to be on one.
      const place = placeOf({ key });
      const name = `${prefix}:{${place}}${key.slice(place.length)}`;
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
  /** What comes too late to matter if it fails: then the place stays as it was. */
  const tell = (scopes: readonly LimitedScope[], request: Readonly<Record<string, unknown>>): void => {
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
    reserve: async (scopes, turn, aheadMs): Promise<Reservation> => {
      const name = JSON.stringify(scopes.map(({ key }) => key));
      const id = `${process}:${count++}`;
      const startedMs = clock.monotonic();
      const sentAt = aheadOfUsMs === undefined ? undefined : startedMs + aheadOfUsMs;
      const last = lastOf(name, scopes);
      const reply = await execute(scopes, { op: "reserve", turn, aheadMs, id, last, sentAt });
      const [wait, taken, now] = Array.isArray(reply) ? reply.map(String) : [];
      const waitMs = Number(wait);
      const nowMs = Number(now);
      if (taken === undefined || Number.isNaN(waitMs) || Number.isNaN(nowMs))
        throw new TypeError("not an answer of the script");
      aheadOfUsMs = nowMs - clock.monotonic();
      if (taken === "") return { waitMs, place: undefined };
      latest.set(name, { id, atMs: startedMs });
      let lateMs = 0;
      return {
        waitMs,
        place: {
          release: () => {
            if (latest.get(name)?.id === id) latest.delete(name);
            tell(scopes, { op: "release", id });
          },
          defer: (byMs) => {
            lateMs += byMs;
            tell(scopes, { op: "defer", id, at: Number(taken), byMs, lateMs });
          },
        },
      };
    },
    block: (scopes, forMs, whenUsedBelow) => tell(scopes, { op: "block", forMs, whenUsedBelow }),
    rejoin: ({ silentMs, outageMs, used }) => {
      const places = new Set(used.map(({ scope }) => placeOf(scope)));
      const tellPlace = (place: string): Promise<unknown> => {
        const there = used.filter(({ scope }) => placeOf(scope) === place);
        const amounts = there.map(({ amount }) => Math.ceil(amount));
        const id = `${process}:${count++}`;
        return execute(
          there.map(({ scope }) => scope),
          { op: "rejoin", id, silentMs, outageMs, used: amounts },
        );
      };
      return Promise.all([...places].map(tellPlace));
    },
  };
}
