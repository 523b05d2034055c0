import { describe, expect, test, vi } from "vitest";
import { silentLogger } from "../runtime/default-logger.ts";
import * as streams from "../streams.ts";
import { createTestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { createClientStreams, type StreamCode } from "./client-streams.ts";

/** Loads the streams within a call of a client. */
function loadWith(loadCode: () => Promise<StreamCode>, timeoutMs = 10_000) {
  const client = createTestClient({ fetch: scriptFetch().fetch });
  const clientStreams = createClientStreams(loadCode, silentLogger);
  const onState = vi.fn();
  const load = () =>
    client.connection.calls.run("subscribeTrades", { timeoutMs }, (call) =>
      clientStreams.load(call, { onState }),
    );
  return { clientStreams, load, onState, clock: client.clock, close: () => client.connection.calls.close() };
}

const never = (): Promise<never> => new Promise(() => {});

describe("the code of the streams", () => {
  test("is loaded by the first subscription, and is there for the next one", async () => {
    const { clientStreams, load } = loadWith(async () => streams);
    expect(clientStreams.loaded).toBeUndefined();
    expect(clientStreams.state()).toBe("idle");
    const first = await load();
    expect(clientStreams.loaded).toBe(first);
    expect(await load()).toBe(first);
  });

  test("is loaded once for subscriptions that begin together", async () => {
    const { load } = loadWith(async () => streams);
    const [first, second] = await Promise.all([load(), load()]);
    expect(first.subscriptions).toBe(second.subscriptions);
  });

  test("that cannot be loaded is a temporary error, and the next subscription tries again", async () => {
    let loads = 0;
    const { load, onState } = loadWith(async () => {
      loads += 1;
      if (loads === 1) throw new TypeError("https://cdn.example.com/streams.js?token=abc");
      return streams;
    });
    const error = await failureOf(load());
    expect(error).toMatchObject({
      kind: "unavailable",
      code: "CODE_NOT_LOADED",
      retryable: true,
      sent: "no",
      operation: "subscribeTrades",
    });
    expect(error.message).not.toContain("cdn.example.com");
    expect(onState.mock.calls).toEqual([["closed"]]);
    expect((await load()).code).toBe(streams);
  });

  test("is waited for within the deadline of the call", async () => {
    const { load, onState, clock } = loadWith(never, 1_000);
    const error = failureOf(load());
    await clock.advance(1_000);
    expect(await error).toMatchObject({ kind: "timeout", sent: "no" });
    expect(onState.mock.calls).toEqual([["closed"]]);
  });

  test("is not waited for any longer when the client is closed", async () => {
    const { load, onState, close } = loadWith(never);
    const error = failureOf(load());
    close();
    expect(await error).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    expect(onState.mock.calls).toEqual([["closed"]]);
  });
});
