import { describe, expect, test, vi } from "vitest";
import { createTurns } from "../../http/signing/take-turns.ts";
import type { VenueCall } from "../../http/venue-call.ts";
import { defer } from "../../testdata/deferred.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { expectNothingLeft } from "../../testdata/streams/live-session.ts";
import {
  acceptFrame,
  createSessionStream,
  type SessionStream,
} from "../../testdata/streams/session-stream.ts";
import { BTC, ETH, TRADES } from "../../testdata/streams/test-stream.ts";
import { watchRejections } from "../../testdata/unhandled-rejections.ts";
import type { SocketFacts } from "../topics/stream-context.ts";
import { STREAM_LIMITS } from "../topics/stream-context.ts";

describe("turns", () => {
  const inOrder = (): SocketFacts["inTurn"] => {
    const turns = createTurns();
    return (call, work) => turns.take("", call, work);
  };

  test("are taken for every signed frame, and end when it is sent", async () => {
    const calls: Pick<VenueCall, "venue" | "operation">[] = [];
    const sentAfter: string[][] = [];
    const inTurn: SocketFacts["inTurn"] = async (call, work) => {
      calls.push({ venue: call.venue, operation: call.operation });
      const result = await work();
      sentAfter.push([...stream.received()]);
      return result;
    };
    const stream: SessionStream = createSessionStream({ hello: true, facts: { inTurn } });
    stream.respond = acceptFrame;
    const [btc] = [stream.attach(BTC), stream.attach(TRADES)];
    await nextTurn();
    await stream.hub.detach(BTC, btc);
    await nextTurn();
    expect(sentAfter).toEqual([
      ["hello 1"],
      ["hello 1", "subscribe 1 level2 BTC-USD"],
      ["hello 1", "subscribe 1 level2 BTC-USD", "subscribe 2 trades BTC-USD"],
      ["hello 1", "subscribe 1 level2 BTC-USD", "subscribe 2 trades BTC-USD", "unsubscribe 3 level2 BTC-USD"],
    ]);
    expect(calls).toEqual(Array(4).fill({ venue: "testvenue", operation: "stream" }));
  });

  test("are not taken for pings and pongs, which are not signed", async () => {
    const inTurn = vi.fn<(call: VenueCall, work: () => Promise<void>) => void>();
    const counted: SocketFacts["inTurn"] = (call, work) => {
      inTurn(call, async () => {});
      return work();
    };
    const stream = createSessionStream({ facts: { inTurn: counted }, protocol: { pingMs: 1_000 } });
    await stream.subscribe(BTC);
    await stream.say([{ id: "1" }, { ping: "1" }]);
    await stream.clock.advance(1_000);
    expect(stream.received()).toEqual(["subscribe 1 level2 BTC-USD", "pong 1", "ping"]);
    expect(inTurn).toHaveBeenCalledTimes(1);
  });

  test("let no frame be signed before the previous one is sent, even on another connection", async () => {
    const signedAfter: string[] = [];
    const stream: SessionStream = createSessionStream({
      facts: { inTurn: inOrder() },
      protocol: { topicsPerConnection: 1 },
      session: (_parts, number) => {
        const sign = async (text: string): Promise<string> => {
          const sent = [stream.received(0), stream.received(1)].flat();
          signedAfter.push(`${text} after ${sent.length}`);
          await nextTurn();
          return text;
        };
        return {
          open: () => sign(`hello ${number}`),
          write: async (_action, _channel, [key]) => [await sign(`${key}`)],
        };
      },
    });
    stream.respond = (frame) => (frame.startsWith("hello") ? { hello: "accepted" } : undefined);
    stream.attach(BTC);
    stream.attach(ETH);
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    expect(signedAfter).toEqual(["hello 1 after 0", "hello 2 after 1", "BTC-USD after 2", "ETH-USD after 3"]);
  });

  test("are given up after a timeout, and nothing is signed", async () => {
    const turn = defer();
    const inTurn: SocketFacts["inTurn"] = async (call, work) => {
      await call.deadline.race(turn.promise);
      return work();
    };
    const open = vi.fn(async () => "hello");
    const stream = createSessionStream({
      facts: { inTurn },
      session: () => ({ open }),
      limits: { ...STREAM_LIMITS, confirmMs: 3_000 },
    });
    const btc = await stream.subscribe(BTC);
    await stream.clock.advance(3_000);
    expect(btc.told).toEqual(["lost SIGNING_FAILED"]);
    turn.resolve();
    await nextTurn();
    expect(open).not.toHaveBeenCalled();
    await stream.clock.advance(500);
    expect(stream.received()).toEqual(["hello"]);
  });

  test("are given up when the last topic leaves, and leave no timer", async () => {
    using rejections = watchRejections();
    const inTurn: SocketFacts["inTurn"] = (call) => call.deadline.race(defer<never>().promise);
    const open = vi.fn(async () => "hello");
    const stream = createSessionStream({ facts: { inTurn }, session: () => ({ open }) });
    const btc = await stream.subscribe(BTC);
    await stream.hub.detach(BTC, btc);
    expectNothingLeft(stream);
    expect(open).not.toHaveBeenCalled();
    expect(await rejections.seen()).toEqual([]);
  });
});
