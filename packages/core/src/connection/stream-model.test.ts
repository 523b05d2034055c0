import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import {
  CROSSED,
  createTestStream,
  type RecordingSink,
  type TestStream,
} from "../testdata/streams/test-stream.ts";
import type { Topic } from "./protocol/socket-protocol.ts";

const TOPICS: readonly Topic[] = ["level2", "trades"].flatMap((channel) =>
  ["BTC-USD", "ETH-USD", "SOL-USD"].map((key) => ({ channel, key })),
);

const nameOf = ({ channel, key }: Topic): string => `${channel} ${key}`;

/** One step of the model: its kind, the index of a topic, and a random number. */
type Step = readonly [what: keyof typeof EFFECTS, topic: number, number: number];

interface World extends TestStream {
  /** The sinks of wanted topics, by index of the topic. */
  readonly sinks: Map<number, RecordingSink>;
  readonly left: Array<{ readonly sink: RecordingSink; readonly told: number }>;
  published: number;
}

const EFFECTS = {
  attach: (world: World, topic: number) => {
    const wanted = TOPICS[topic];
    if (wanted !== undefined && !world.sinks.has(topic)) world.sinks.set(topic, world.attach(wanted));
  },
  detach: (world: World, topic: number) => {
    const [wanted, sink] = [TOPICS[topic], world.sinks.get(topic)];
    if (wanted === undefined || sink === undefined) return;
    world.sinks.delete(topic);
    void world.hub.detach(wanted, sink);
    world.left.push({ sink, told: sink.told.length });
  },
  publish: (world: World, topic: number) => publish(world, TOPICS[topic]),
  crossed: (world: World, topic: number) => {
    const sink = world.sinks.get(topic);
    if (sink !== undefined) sink.failWith = CROSSED();
    publish(world, TOPICS[topic]);
  },
  closed: (world: World, _topic: number, number: number) => {
    const { sockets } = world.venue.sockets;
    sockets[number % Math.max(sockets.length, 1)]?.close([1000, 1001, 1006, 1012][number % 4] ?? 1000);
  },
  gap: (world: World) => {
    if (world.venue.sockets.sockets.length > 0) world.venue.skip(1);
  },
  unreadable: (world: World) => {
    if (world.venue.sockets.sockets.length > 0) world.venue.sendText("no JSON");
  },
  refusing: ({ venue }: World) => {
    venue.answer = () => ({ kind: "unavailable", reason: "later" });
  },
  mute: ({ venue }: World) => {
    venue.answer = () => "nothing";
  },
  down: ({ venue }: World, _topic: number, number: number) => {
    venue.connect = number % 2 === 0 ? (socket) => socket.fail() : () => {};
  },
  healed: (world: World) => heal(world),
  snapshotFirst: ({ venue }: World, _topic: number, number: number) => {
    venue.snapshotFirst = number % 2 === 0;
  },
  turn: () => nextTurn(),
  second: (world: World) => world.live(1_000),
  minute: ({ clock }: World) => clock.advance(60_000),
} as const;

function publish(world: World, topic: Topic | undefined): void {
  if (topic === undefined) return;
  world.published += 1;
  world.venue.publish(topic.channel, topic.key, { type: `${world.published}` });
}

function isEffect(name: string): name is keyof typeof EFFECTS {
  return name in EFFECTS;
}

function heal({ venue }: World): void {
  venue.answer = () => "acknowledge";
  venue.connect = (socket) => socket.open();
}

/** Expects that each loss comes once and that a new snapshot is the first event after it. */
function checkLife({ told }: RecordingSink): void {
  let previous = "";
  let isWhole = false;
  for (const word of told) {
    expect(word.startsWith("ended")).toBe(false);
    if (word.startsWith("lost")) {
      // A sink may have processed a part of its faulty events, which is a separate loss.
      if (word !== "lost CROSSED_BOOK") expect(previous).not.toMatch(/^lost/);
      isWhole = false;
    } else if (word === "snapshot") isWhole = true;
    // The venue starts with a snapshot. An event before it would belong to an older subscription.
    else if (word !== "confirmed") expect(isWhole).toBe(true);
    previous = word;
  }
}

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom(
    ...Object.keys(EFFECTS).filter(isEffect),
    "attach" as const,
    "detach" as const,
    "turn" as const,
  ),
  fc.nat(TOPICS.length - 1),
  fc.nat(1_000),
);

test("W15, W16, W18, W19, W22: after any events, every wanted topic is subscribed once, and no other", async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
    const stream = createTestStream({ protocol: { topicsPerConnection: 4 }, random: seededRandom(seed) });
    const world: World = { ...stream, sinks: new Map(), left: [], published: 0 };
    for (const [what, topic, number] of steps) await EFFECTS[what](world, topic, number);
    heal(world);
    await world.live(300_000);
    const { venue, clock, hub, sinks, left } = world;
    const wanted = [...sinks.keys()].map((topic) => TOPICS[topic]).filter((topic) => topic !== undefined);
    expect(venue.subscribed()).toEqual(wanted.map(nameOf).sort());
    const before = [...sinks.values()].map(({ told }) => told.length);
    for (const topic of TOPICS) publish(world, topic);
    expect([...sinks.values()].map(({ told }, index) => told.length - (before[index] ?? 0))).toEqual(
      before.map(() => 1),
    );
    for (const sink of sinks.values()) checkLife(sink);
    for (const { sink, told } of left) expect(sink.told).toHaveLength(told);
    expect(venue.sockets.mostLive).toBeLessThanOrEqual(2);
    expect(venue.sockets.live()).toBeLessThanOrEqual(wanted.length);
    expect(clock.timers()).toBe(venue.sockets.live());
    await hub.close();
    await nextTurn();
    expect([venue.sockets.live(), venue.sockets.listeners(), clock.timers()]).toEqual([0, 0, 0]);
  });
  await fc.assert(property, { ...SEEDED, numRuns: 300 });
});
