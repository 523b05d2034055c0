import { createMockClient } from "@cqvx/mock";
import { expect, test } from "vitest";
import { watchPrices } from "./price-watch.ts";

test("the best prices follow the book, and are undefined while it is stale", async () => {
  const client = createMockClient();
  client.emitOrderBook({ bids: [["49999.00", "1"]], asks: [["50001.00", "1"]] });
  await using watch = await watchPrices(client, "BTC-USD");
  expect(watch.best()).toEqual({ bid: "49999.00", ask: "50001.00" });

  client.emitOrderBook({ bids: [["50000.00", "1"]], asks: [["50001.00", "1"]] });
  expect(watch.best()).toEqual({ bid: "50000.00", ask: "50001.00" });

  client.emitState("stale");
  expect(watch.best()).toBeUndefined();

  client.emitState("live");
  expect(watch.best()).toEqual({ bid: "50000.00", ask: "50001.00" });
});
