import { type CallOptions, VenueError } from "@cqvx/core";
import type { Effect } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { unhandledRejectionsOf } from "../testdata/unhandled-rejections.ts";
import { awaitReply } from "./await-reply.ts";
import { createLocalParts, type LocalParts } from "./local-parts.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

const EFFECTS: readonly Effect[] = ["order", "cancel", "edit"];
const REPLY_ERROR = new VenueError({
  kind: "rejected",
  venue: "tiny",
  operation: "call",
  reason: "no",
  sent: "yes",
});

interface Waiting {
  readonly clock: ManualClock;
  readonly parts: LocalParts;
  wait<Result>(reply: () => Promise<Result>, effect?: Effect, options?: CallOptions): Promise<Result>;
}

function createWaiting(): Waiting {
  const clock = createManualClock();
  const parts = createLocalParts({ clock }, [], { venue: "tiny", operation: "createTinyClient" });
  return {
    clock,
    parts,
    wait: (reply, effect, options) =>
      parts.calls.run("call", options, (call) => awaitReply({ ...call, orderId: "order-1" }, effect, reply)),
  };
}

const never = (): Promise<never> => new Promise(() => {});

describe("waiting for a reply", () => {
  test("returns the reply, or throws the error that is the reply", async () => {
    const { wait, clock } = createWaiting();
    expect(await wait(async () => "reply")).toBe("reply");
    for (const effect of [undefined, ...EFFECTS])
      await expect(wait(() => Promise.reject(REPLY_ERROR), effect)).rejects.toBe(REPLY_ERROR);
    expect(clock.timers()).toBe(0);
  });

  test("does nothing for a call that has already ended", async () => {
    const { wait } = createWaiting();
    let replies = 0;
    const reply = async (): Promise<void> => {
      replies += 1;
    };
    for (const effect of [undefined, ...EFFECTS])
      expect(await failureOf(wait(reply, effect, { signal: AbortSignal.abort() }))).toMatchObject({
        kind: "aborted",
        sent: "no",
      });
    expect(replies).toBe(0);
  });

  test("ends with the call: a read fails, and a change has an unknown outcome", async () => {
    const { wait, clock, parts } = createWaiting();
    const timedOut = [undefined, ...EFFECTS].map((effect) =>
      failureOf(wait(never, effect, { timeoutMs: 5 })),
    );
    await clock.advance(5);
    const closed = [undefined, ...EFFECTS].map((effect) => failureOf(wait(never, effect)));
    parts.calls.close();
    const unknown = (code: string) =>
      EFFECTS.map((effect) => ({
        kind: "outcomeUnknown",
        code,
        sent: "maybe",
        orderId: "order-1",
        reason: expect.stringContaining(`the outcome of the ${effect} is unknown`),
      }));
    expect(await Promise.all(timedOut)).toMatchObject([{ kind: "timeout" }, ...unknown("TIMEOUT")]);
    expect(await Promise.all(closed)).toMatchObject([
      { kind: "aborted", code: "CLIENT_CLOSED" },
      ...unknown("CLIENT_CLOSED"),
    ]);
    expect(clock.timers()).toBe(0);
  });

  test("ignores a reply that comes too late", async () => {
    const unhandled = await unhandledRejectionsOf(async () => {
      const { wait, clock } = createWaiting();
      const late = async (): Promise<never> => {
        await clock.sleep(10);
        throw REPLY_ERROR;
      };
      const error = failureOf(wait(late, undefined, { timeoutMs: 5 }));
      await clock.advance(20);
      expect(await error).toMatchObject({ kind: "timeout" });
    });
    expect(unhandled).toEqual([]);
  });
});
