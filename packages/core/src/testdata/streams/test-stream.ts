import type { Topic } from "../../connection/protocol/socket-protocol.ts";
import { createStreamHub, type StreamHub } from "../../connection/stream-hub.ts";
import type { StreamLimits } from "../../connection/topics/stream-context.ts";
import type { TopicSink } from "../../connection/topics/topic-sink.ts";
import type { WebSocketConstructor } from "../../contract/runtime.ts";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import { resolveRuntime } from "../../runtime/resolve-runtime.ts";
import { collectLog, type LogEntry } from "../clients/test-client.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { nextTurn } from "../next-turn.ts";
import {
  createScriptedVenue,
  createTestSocket,
  type ProtocolChanges,
  type ScriptedVenue,
  type VenueAnswer,
  type VenueRequest,
} from "./scripted-venue.ts";

/** A sink that notes its calls: "confirmed", "snapshot", "update", "lost GAP", "ended notFound". */
export interface RecordingSink extends TopicSink {
  readonly told: string[];
  readonly errors: VenueError[];
  /** The value that the next `receive` throws. */
  failWith: unknown;
}

export function recordingSink(): RecordingSink {
  const told: string[] = [];
  const errors: VenueError[] = [];
  return {
    told,
    errors,
    failWith: undefined,
    confirmed: () => void told.push("confirmed"),
    receive(events) {
      const thrown = this.failWith;
      this.failWith = undefined;
      if (thrown !== undefined) throw thrown;
      for (const event of events) told.push(event.text("type") ?? "update");
    },
    lost: ({ code }) => void told.push(`lost ${code}`),
    ended: (error) => {
      told.push(`ended ${error.kind}`);
      errors.push(error);
    },
  };
}

/** Creates the error of a sink with a crossed book. */
export const CROSSED = (): MalformedReply => new MalformedReply("the book is crossed", "CROSSED_BOOK");

export const BTC: Topic = { channel: "level2", key: "BTC-USD" };
export const ETH: Topic = { channel: "level2", key: "ETH-USD" };
export const TRADES: Topic = { channel: "trades", key: "BTC-USD" };

export interface TestStream {
  readonly hub: StreamHub;
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  readonly logged: readonly LogEntry[];
  /** Attaches a recording sink. With `isWhole` it needs a snapshot. */
  attach(topic: Topic, isWhole?: () => boolean): RecordingSink;
  /** Attaches a sink and lets the venue answer. */
  subscribe(topic: Topic): Promise<RecordingSink>;
  /** Advances the clock second by second, with a heartbeat of the venue each second. */
  live(ms: number): Promise<void>;
}

export interface TestStreamOptions {
  readonly protocol?: ProtocolChanges;
  readonly limits?: StreamLimits;
  /** Default: always 0.5. */
  readonly random?: () => number;
  /** Default: the venue's sockets. */
  readonly WebSocket?: WebSocketConstructor;
}

/** Creates a hub with a venue in memory and a manual clock. */
export function createTestStream(options: TestStreamOptions = {}): TestStream {
  const { protocol, limits, random = () => 0.5 } = options;
  const venue = createScriptedVenue();
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const WebSocket = options.WebSocket ?? venue.sockets.WebSocket;
  const runtime = resolveRuntime({ WebSocket, clock, logger, random });
  const hub = createStreamHub(createTestSocket(protocol), runtime, limits);
  const attach = (topic: Topic, isWhole?: () => boolean): RecordingSink => {
    const sink = Object.assign(recordingSink(), isWhole && { isWhole });
    hub.attach(topic, sink);
    return sink;
  };
  return {
    hub,
    venue,
    clock,
    logged,
    attach,
    subscribe: async (topic) => {
      const sink = attach(topic);
      await nextTurn();
      return sink;
    },
    live: async (ms) => {
      for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
        venue.heartbeat();
        await clock.advance(Math.min(1_000, ms - passedMs));
      }
    },
  };
}

/** The reports of a sink whose topic became live. */
export const LIVE: readonly string[] = ["confirmed", "snapshot"];

/** Creates an answer for requests that name a key. Other requests are acknowledged. */
export const about =
  (key: string, answer: VenueAnswer): ((request: VenueRequest) => VenueAnswer) =>
  ({ keys }) =>
    keys.includes(key) ? answer : "acknowledge";

/** Acknowledges heartbeats and answers nothing else. */
export const HEARTBEATS_ONLY = ({ channel }: VenueRequest): VenueAnswer =>
  channel === "heartbeats" ? "acknowledge" : "nothing";
