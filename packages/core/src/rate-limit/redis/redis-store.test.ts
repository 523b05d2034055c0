import { hasRedisServer } from "@cqvx/redis-server";
import { describe, expect, test } from "vitest";
import { createManualClock } from "../../testdata/clocks/manual-clock.ts";
import {
  SCRIPT_SUITE,
  storeOver,
  useRedisScripts,
  windowScope,
} from "../../testdata/limits/redis-scripts.ts";
import type { Reservation } from "../limit-store.ts";
import type { SendCommand } from "./redis-client.ts";
import { LIMIT_SCRIPT } from "./script.ts";

test("a machine that runs CI has a redis-server for the tests of shared limits", () => {
  expect(hasRedisServer || process.env.CI === undefined).toBe(true);
});

describe.skipIf(!hasRedisServer)(SCRIPT_SUITE, () => {
  const redis = useRedisScripts();

  describe("stores", () => {
    const keys = async (): Promise<string[]> => ((await redis.send(["KEYS", "*"])) as string[]).toSorted();

    test("a few keys per limit that expire, with all keys of one host on one cluster server", async () => {
      const real = storeOver(redis.send, redis.clock);
      const limit = { spanMs: 10 };
      const scopes = [windowScope(limit), windowScope({ ...limit, kind: "bucket" }, "all")];
      for (let { slot }: Partial<Reservation> = {}; slot === undefined; )
        ({ slot } = await real.reserve(scopes, "cancel", 10));
      expect(await keys()).toEqual([
        "test:{venue:host.example}:all:default:back",
        "test:{venue:host.example}:all:default:state",
        "test:{venue:host.example}:private:default",
        "test:{venue:host.example}:private:default:back",
        "test:{venue:host.example}:private:default:state",
      ]);
      for (const key of await keys()) expect(await redis.send(["PTTL", key])).toBeGreaterThan(0);
    });

    test("only request names and times", async () => {
      const scope = windowScope();
      const store = await redis.openStore(scope);
      await store.reserve([scope], "cancel", 0);
      store.block([scope], 100);
      await redis.handled();
      const times = await redis.send(["ZRANGE", "test:{venue:host.example}:private:default", "0", "-1"]);
      expect(times).toEqual([expect.stringMatching(/^process-\d+:\d+:0$/)]);
      const state = (await redis.send([
        "HGETALL",
        "test:{venue:host.example}:private:default:state",
      ])) as string[];
      const known = ["blocked", "forgotten", "full", "granted", "late", "latest"];
      expect(known).toEqual(expect.arrayContaining(state.filter((_, index) => index % 2 === 0)));
      for (const value of state.filter((_, index) => index % 2 === 1)) {
        expect(value).toMatch(/^(\d+\.\d{3}|process-\d+:\d+)$/);
      }
    });
  });
});

describe("a store over Redis", () => {
  /** Creates a store over a server that answers every request and records the commands. */
  const recording = () => {
    const sent: string[][] = [];
    const clock = createManualClock();
    const send: SendCommand = async (words) => {
      sent.push(words);
      return words[0] === "SCRIPT" ? "hash" : ["0.000", "", "1767225600000.000"];
    };
    return { sent, store: storeOver(send, clock) };
  };

  test("sends the script once, and then its hash", async () => {
    const { sent, store } = recording();
    await store.reserve([windowScope()], "immediate", 0);
    await store.reserve([windowScope()], "immediate", 0);
    expect(sent.map((words) => words.slice(0, 2))).toEqual([
      ["SCRIPT", "LOAD"],
      ["EVALSHA", "hash"],
      ["EVALSHA", "hash"],
    ]);
    expect(sent[0]?.[2]).toBe(LIMIT_SCRIPT);
  });

  test("puts only keys of one host into a command, as a cluster demands, also after an outage", async () => {
    const { sent, store } = recording();
    const used = ["one:a.example", "two:b.example"].map((venueHost) => ({
      scope: { ...windowScope(), key: `${venueHost}:private:default` },
      amount: 1,
    }));
    await store.rejoin({ silentMs: 100, outageMs: 100, used });
    for (const [command, , count, ...rest] of sent) {
      if (command === "SCRIPT") continue;
      const tags = rest.slice(0, Number(count)).map((key) => /\{(.*?)\}/.exec(key)?.[1]);
      expect(new Set(tags).size).toBe(1);
    }
  });

  test.each([undefined, null, "", [], ["x", ""], [1], "OK"])(
    "rejects the reply %j, which is not from the script",
    async (answer) => {
      const store = storeOver(async () => answer, createManualClock());
      await expect(store.reserve([windowScope()], "immediate", 0)).rejects.toThrow(TypeError);
    },
  );
});
