import { describe, expect, test, vi } from "vitest";
import type { SocketProtocol } from "../connection/protocol/socket-protocol.ts";
import { createSmallVenue, type SMALL_VENUE } from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { createTestProtocol } from "../testdata/streams/scripted-venue.ts";
import { TEST_STREAMS } from "../testdata/streams/test-streams.ts";

type Sockets = NonNullable<(typeof SMALL_VENUE)["sockets"]>;

/** Creates a client whose venue loads its socket protocol in this way, and reads books from its stream. */
function createStreamingVenue(sockets: Sockets) {
  const { subscribeOrderBook, subscribeTrades } = TEST_STREAMS;
  if (subscribeOrderBook === undefined || subscribeTrades === undefined)
    throw new Error("a stream is missing");
  return createSmallVenue(
    () => ({ getOrderBook: "streamed" as const, subscribeOrderBook, subscribeTrades }),
    {
      facts: { sockets },
    },
  );
}

const UNLOADED = { kind: "unavailable", code: "CODE_NOT_LOADED", retryable: true, sent: "no" };

const ignore = (): void => {};

describe("the socket protocol of a venue", () => {
  test("is loaded once by all subscriptions and streamed books", async () => {
    const sockets = vi.fn(() => createTestProtocol());
    const { client } = createStreamingVenue(sockets);
    await client.subscribeTrades("BTC-USD", ignore);
    await client.subscribeTrades("ETH-USD", ignore);
    expect((await client.getOrderBook("BTC-USD")).symbol).toBe("BTC-USD");
    await client.close();
    expect(sockets).toHaveBeenCalledTimes(1);
  });

  test.each<readonly [string, Sockets]>([
    [
      "throws",
      () => {
        throw new Error("secret");
      },
    ],
    ["rejects", () => Promise.reject(new Error("secret"))],
    ["is undefined", () => undefined as unknown as SocketProtocol],
    ["is no protocol", () => ({ topicsPerConnection: 5 }) as SocketProtocol],
  ])("that %s fails the subscription, and is loaded again by the next one", async (_case, broken) => {
    let loads = 0;
    const { client } = createStreamingVenue(() => {
      loads += 1;
      return loads === 1 ? broken() : createTestProtocol();
    });
    const onState = vi.fn();
    const error = await failureOf(client.subscribeTrades("BTC-USD", ignore, { onState }));
    expect(error).toMatchObject({ ...UNLOADED, operation: "subscribeTrades" });
    expect(error.message).not.toContain("secret");
    expect(onState.mock.calls).toEqual([["closed"]]);
    expect((await client.subscribeTrades("BTC-USD", ignore)).state).toBe("live");
    await client.close();
  });
});
