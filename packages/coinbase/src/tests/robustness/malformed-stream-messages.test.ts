/** A message with a missing or wrong field invents nothing and breaks nothing, and the stream recovers. */
import { isVenueError, type StreamState } from "@cqvx/core";
import { beforeAll, describe, expect, test } from "vitest";
import type { CoinbaseClient } from "../../client.ts";
import { areEqual, type ExactDecimal, readExact } from "../../testdata/exact-decimal.ts";
import { fieldsAt, type Json, readFixture } from "../../testdata/fixtures/fixtures.ts";
import { mutationsOf } from "../../testdata/mutations.ts";
import { pass } from "../../testdata/sandbox/live-sandbox.ts";
import { reply } from "../../testdata/scripted/scripted-venue.ts";
import { connectStreaming, SNAPSHOT, serve } from "../../testdata/scripted/streaming-client.ts";

type Keep = (item: object) => void;

const SUBSCRIBE: Readonly<
  Record<
    string,
    (client: CoinbaseClient, keep: Keep, onState: (state: StreamState) => void) => Promise<unknown>
  >
> = {
  "stream-book-update": (client, keep, onState) =>
    client.subscribeOrderBook("SOL-USD", keep, { depth: Number.POSITIVE_INFINITY, onState }),
  "stream-book-snapshot": (client, keep, onState) => client.subscribeOrderBook("SOL-USD", keep, { onState }),
  "stream-trades-update": (client, keep, onState) => client.subscribeTrades("SOL-USD", keep, { onState }),
  "stream-orders-update": (client, keep, onState) => client.subscribeOrders(keep, { onState }),
};

/** The sequence number of the first message after the start of a subscription. */
const NEXT_NUMBER = 3;

const AMOUNT =
  /^(?:price|quantity|fee|filledQuantity|filledQuoteQuantity|remainingQuantity|averagePrice|stopPrice)$/;

/** Lists every decimal of a message, under any name. */
function decimalsIn(value: unknown): ExactDecimal[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(decimalsIn);
  const read = typeof value === "string" || typeof value === "number" ? readExact(String(value)) : undefined;
  return read === undefined ? [] : [read];
}

/** Lists the amounts of an item that the message does not have. */
function inventedAmounts(item: unknown, known: readonly ExactDecimal[]): string[] {
  if (typeof item !== "object" || item === null) return [];
  return Object.entries(item).flatMap(([name, value]) => {
    if (typeof value === "object") return inventedAmounts(value, known);
    const amount = AMOUNT.test(name) ? readExact(String(value)) : undefined;
    if (!AMOUNT.test(name)) return [];
    return amount !== undefined && known.some((each) => areEqual(each, amount))
      ? []
      : [`${name} is ${value}`];
  });
}

interface Outcome {
  readonly items: readonly object[];
  readonly states: readonly StreamState[];
}

const ROUTES = { "GET /orders/historical/batch": reply({ orders: [], has_next: false }) };
const SIGNER = { sign: () => ({ "x-signed": "yes" }), signFrame: () => ({ jwt: "signed" }) };

// The first request loads code. It takes real time that the manual clock does not count.
beforeAll(() => connectStreaming(serve, { signer: SIGNER }, ROUTES).client.getOrders());

/** Sends one more message to a live subscription. Returns its deliveries, and whether it is live at the end. */
async function outcomeOf(name: string, text: string): Promise<Outcome> {
  const { client, clock, streams } = connectStreaming(serve, { signer: SIGNER }, ROUTES);
  const items: object[] = [];
  const states: StreamState[] = [];
  const subscribe = SUBSCRIBE[name] ?? expect.fail(`nothing subscribes to ${name}`);
  await subscribe(
    client,
    (item) => void items.push(item),
    (state) => void states.push(state),
  );
  items.length = 0;
  streams.socket.sendCounted(text);
  if (states.at(-1) === "stale") await pass(clock, 5_000, () => states.at(-1) === "live");
  await client.close();
  return { items, states };
}

describe("a missing or wrong field of a message", () => {
  test.each(Object.keys(SUBSCRIBE))("%s", { timeout: 60_000 }, async (name) => {
    const message: Json = { ...fieldsAt(readFixture(name).input), sequence_num: NEXT_NUMBER };
    const wrong: string[] = [];
    let lost = 0;
    for (const { change, text } of mutationsOf(message)) {
      const { items, states } = await outcomeOf(name, text).catch((error: unknown): Outcome => {
        wrong.push(`${change}: ${isVenueError(error) ? error.message : "untyped"}`);
        return { items: [], states: ["live", "closed"] };
      });
      const known = [...decimalsIn(JSON.parse(text)), ...decimalsIn(SNAPSHOT)];
      wrong.push(...inventedAmounts(items, known).map((problem) => `${change}: ${problem}`));
      if (states.includes("stale")) lost += 1;
      const expected = states.includes("stale") ? ["live", "stale", "live", "closed"] : ["live", "closed"];
      if (states.join() !== expected.join()) wrong.push(`${change}: ${states.join()}`);
    }
    expect(wrong).toEqual([]);
    // Some faults matter and are noticed; others do not matter.
    expect(lost).toBeGreaterThan(20);
    expect(Reflect.ownKeys(Object.prototype)).not.toContain("polluted");
  });
});

test.each<[string, string]>([
  ["no JSON", "heartbeat"],
  ["an empty message", ""],
  ["half a message", '{"channel":"l2_data","sequence_num":3,"events":[{"type":"upd'],
  ["a list", '[{"channel":"l2_data","sequence_num":3}]'],
  ["null", "null"],
  ["a number", "7"],
  [
    "a deeply nested message",
    `{"channel":"l2_data","sequence_num":3,"events":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
  ],
  ["a number beyond all numbers", '{"channel":"l2_data","sequence_num":1e999,"events":[]}'],
  ["a negative number", '{"channel":"l2_data","sequence_num":-1,"events":[]}'],
])("the stream recovers after %s", async (_, text) => {
  const { states } = await outcomeOf("stream-book-update", text);
  expect(states).toEqual(["live", "stale", "live", "closed"]);
});
