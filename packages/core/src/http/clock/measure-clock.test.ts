import { expect, test } from "vitest";
import { createTestClient, GET_TIME, type TestClient } from "../../testdata/clients/test-client.ts";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { scriptFetch } from "../../testdata/network/scripted-fetch.ts";
import { measureClock } from "./measure-clock.ts";

/** Measures the clock of a venue that is `aheadMs` ahead of this machine, with a round trip of 100 ms. */
async function measure(aheadMs: number): Promise<{ readonly client: TestClient; readonly result: object }> {
  const { fetch } = scriptFetch(async () => {
    await client.clock.advance(50);
    const body = JSON.stringify({ epochMillis: START_MS + 50 + aheadMs });
    await client.clock.advance(50);
    return new Response(body);
  });
  const client = createTestClient({ fetch });
  const request = {
    ...GET_TIME,
    read: (body: { text(key: string): string | undefined }) => Number(body.text("epochMillis")),
  };
  const result = await client.connection.calls.run("health", {}, (call) =>
    measureClock(client.connection, call, request),
  );
  return { client, result };
}

test.each([0, 300, -300, 5_000, -5_000])("an offset of %i ms is returned without a warning", async (ms) => {
  const { client, result } = await measure(ms);
  expect(result).toEqual({ latencyMs: 100, clockOffsetMs: ms });
  expect(client.logged).toEqual([]);
});

test.each([5_001, -60_000])("an offset of %i ms logs a warning", async (clockOffsetMs) => {
  const { client, result } = await measure(clockOffsetMs);
  expect(result).toMatchObject({ clockOffsetMs });
  expect(client.logged).toEqual([
    {
      level: "warn",
      fields: { venue: "testvenue", clockOffsetMs },
      message: "this machine's clock differs from the venue's",
    },
  ]);
});
