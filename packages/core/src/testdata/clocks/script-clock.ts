import type { SendCommand } from "../../rate-limit/redis/redis-client.ts";
import { nextTurn } from "../next-turn.ts";
import type { ManualClock } from "./manual-clock.ts";

/** Wraps a sender so that Redis scripts read the time from the clock of a test instead of the server's clock. */
export function onClock(send: SendCommand, clock: Pick<ManualClock, "now">): SendCommand {
  const withTime = (argument = ""): string => {
    const nowMs = clock.now();
    const seconds = Math.floor(nowMs / 1_000);
    const time = [seconds, (nowMs - seconds * 1_000) * 1_000];
    return JSON.stringify({ ...JSON.parse(argument), time });
  };
  return (words) => {
    const [command = "", script = "", ...rest] = words;
    if (command === "SCRIPT") return send([command, script, ...rest.map(onGivenTime)]);
    if (command === "EVAL")
      return send([command, onGivenTime(script), ...rest.with(-1, withTime(rest.at(-1)))]);
    if (command === "EVALSHA") return send(words.with(-1, withTime(words.at(-1))));
    return send(words);
  };
}

/** Rewrites a script to use the given time. Keys do not expire, because they would expire by the server's clock. */
function onGivenTime(script: string): string {
  const given = script
    .replace("call('TIME')", "request.time")
    .replace(
      "local call = redis.call",
      "local function call(name, ...) if name ~= 'PEXPIRE' then return redis.call(name, ...) end end",
    );
  if (!given.includes("= request.time") || given.includes("local call =")) {
    throw new Error("the script reads the time in another way now");
  }
  return given;
}

/** Tracks the commands that are sent and not yet answered. */
export interface Pending {
  readonly send: SendCommand;
  /** Resolves when no command is pending and no reply leads to another one. */
  settled(): Promise<void>;
}

export function trackPending(send: SendCommand): Pending {
  let pending = 0;
  const count = (by: number): void => {
    pending += by;
  };
  return {
    send: async (words) => {
      count(1);
      try {
        return await send(words);
      } finally {
        count(-1);
      }
    },
    settled: async () => {
      do await nextTurn();
      while (pending > 0);
    },
  };
}
