import { createRequestAnswers, type RequestAnswers } from "../../connection/protocol/request-answers.ts";
import type {
  SessionParts,
  SocketProtocol,
  SocketSession,
  StreamMessage,
  StreamRefusal,
  Topic,
} from "../../connection/protocol/socket-protocol.ts";
import { createStreamHub, type StreamHub } from "../../connection/stream-hub.ts";
import type { SocketFacts, StreamLimits } from "../../connection/topics/stream-context.ts";
import { resolveRuntime } from "../../runtime/resolve-runtime.ts";
import { readJson } from "../../values/json.ts";
import { JsonList, type JsonObject } from "../../values/json-object.ts";
import { collectLog, type LogEntry } from "../clients/test-client.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { type ScriptedWebSockets, scriptWebSockets } from "../network/scripted-web-socket.ts";
import { nextTurn } from "../next-turn.ts";
import { readRefusal, topicOf } from "./read-frame.ts";
import { type RecordingSink, recordingSink } from "./test-stream.ts";

/** One message of the venue. A frame holds one message or a list. */
export interface VenueMessage {
  readonly sequence?: number;
  readonly hello?: "accepted";
  readonly helloRefused?: StreamRefusal;
  /** The id of the answered request. The answer accepts the request unless it has a `refusal`. */
  readonly id?: string;
  /** A refusal. Without an `id` it belongs to no request. */
  readonly refusal?: StreamRefusal;
  /** Topics that the venue ends by itself. */
  readonly ended?: readonly Topic[];
  /** An event of a topic. A recording sink notes its type. */
  readonly event?: Topic & { readonly type: string };
  /** Requests a pong with this word. */
  readonly ping?: string;
}

export type VenueFrame = VenueMessage | readonly VenueMessage[];

/** A hub whose venue answers each request by its id. A client's frame is text such as "subscribe 2 level2 BTC-USD". */
export interface SessionStream {
  readonly hub: StreamHub;
  readonly clock: ManualClock;
  readonly sockets: ScriptedWebSockets;
  readonly logged: readonly LogEntry[];
  /** The parts of each created session, in order. */
  readonly sessions: readonly SessionParts[];
  /** The monotonic times of created sockets. */
  readonly connectedAt: readonly number[];
  /** Returns the venue's immediate answer to a frame. Default: none. */
  respond: (frame: string) => VenueFrame | undefined;
  attach(topic: Topic): RecordingSink;
  /** Attaches a sink and lets the client write its frames. */
  subscribe(topic: Topic): Promise<RecordingSink>;
  /** Returns the client's frames on one socket. Default: the latest socket. */
  received(socket?: number): readonly string[];
  /** Sends one frame on the latest socket and lets the client react. */
  say(frame: VenueFrame): Promise<void>;
}

export interface SessionStreamOptions {
  readonly protocol?: Partial<Omit<SocketProtocol, "createSession">>;
  /** True when sessions send a hello. Default false. */
  readonly hello?: boolean;
  /** Returns changes to a session. Sessions are numbered from 1. */
  readonly session?: (parts: SessionParts, session: number) => Partial<SocketSession>;
  readonly facts?: Partial<Pick<SocketFacts, "sign" | "inTurn" | "unauthorized">>;
  readonly limits?: StreamLimits;
  /** Default: always 0.5. */
  readonly random?: () => number;
}

export function createSessionStream(options: SessionStreamOptions = {}): SessionStream {
  const { protocol, hello = false, session, facts, limits, random = () => 0.5 } = options;
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const sessions: SessionParts[] = [];
  const connectedAt: number[] = [];
  const sockets = scriptWebSockets({
    made: (socket) => {
      connectedAt.push(clock.monotonic());
      socket.open();
    },
    received: (socket, text) => {
      const frame = stream.respond(text);
      if (frame !== undefined) socket.message(JSON.stringify(frame));
    },
  });
  const createSession = (parts: SessionParts): SocketSession => {
    const answers = createRequestAnswers();
    const number = sessions.push(parts);
    return {
      ...(hello && { open: async () => `hello ${number}` }),
      write: async (action, channel, keys) =>
        keys.map((key) => `${action} ${answers.add(action, { channel, key })} ${channel} ${key}`.trim()),
      read: (text) => {
        const frame = readJson(text);
        const messages = frame instanceof JsonList ? frame.objects() : [frame];
        return messages.map((message) => readMessage(message, answers));
      },
      ping: () => "ping",
      ...session?.(parts, number),
    };
  };
  const hub = createStreamHub(
    {
      venue: "testvenue",
      host: "user",
      url: "wss://stream.testvenue.example",
      protocol: { silenceMs: 60_000, topicsPerConnection: 100, ...protocol, createSession },
      sign: async () => undefined,
      inTurn: (_call, work) => work(),
      unauthorized: () => {},
      ...facts,
    },
    resolveRuntime({ WebSocket: sockets.WebSocket, clock, logger, random }),
    limits,
  );
  const stream: SessionStream = {
    hub,
    clock,
    sockets,
    logged,
    sessions,
    connectedAt,
    respond: () => undefined,
    attach: (topic) => {
      const sink = recordingSink();
      hub.attach(topic, sink);
      return sink;
    },
    subscribe: async (topic) => {
      const sink = stream.attach(topic);
      await nextTurn();
      return sink;
    },
    received: (socket = -1) => sockets.sockets.at(socket)?.sent ?? [],
    say: async (frame) => {
      sockets.last.message(JSON.stringify(frame));
      await nextTurn();
    },
  };
  return stream;
}

/** Accepts a request or a hello. */
export function acceptFrame(frame: string): VenueMessage {
  const [action, id = ""] = frame.split(" ");
  return action === "hello" ? { hello: "accepted" } : { id };
}

function readMessage(root: JsonObject, answers: RequestAnswers): StreamMessage {
  const event = root.object("event");
  const ping = root.text("ping");
  const id = root.text("id");
  const refusal = readRefusal(root, "refusal");
  const ended = root.has("ended") ? root.list("ended").map(topicOf) : undefined;
  return {
    sequence: root.count("sequence"),
    data: event && [{ ...topicOf(event), events: [event] }],
    answer: id === undefined ? ended && { ended } : answers.answer(id, refusal),
    hello: root.has("hello") ? "accepted" : readRefusal(root, "helloRefused"),
    refusal: id === undefined ? refusal : undefined,
    reply: ping === undefined ? undefined : `pong ${ping}`,
  };
}
