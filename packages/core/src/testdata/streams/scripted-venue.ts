import { CoinbaseAnswers } from "../../connection/protocol/coinbase-answers.ts";
import type {
  SessionParts,
  SocketProtocol,
  SocketSession,
  StreamMessage,
  StreamRefusal,
  Topic,
} from "../../connection/protocol/socket-protocol.ts";
import type { SocketFacts } from "../../connection/topics/stream-context.ts";
import { readJsonObject } from "../../values/json.ts";
import type { JsonObject } from "../../values/json-object.ts";
import {
  type ScriptedSocket,
  type ScriptedWebSockets,
  scriptWebSockets,
} from "../network/scripted-web-socket.ts";
import { readRefusal, topicOf } from "./read-frame.ts";

/** A request that the venue received. */
export interface VenueRequest {
  readonly action: "subscribe" | "unsubscribe";
  readonly channel: string;
  readonly keys: readonly string[];
  /** The number of the signature. */
  readonly signature: number;
}

/** The venue's reaction to a request: an acknowledgement, no answer, or a refusal. */
export type VenueAnswer = "acknowledge" | "nothing" | StreamRefusal;

/** The behaviour of the venue. A test may change it at any time. */
export interface VenueBehaviour {
  /** Handles a new socket. Default: opens it. */
  connect(socket: ScriptedSocket): void;
  /** Returns the reaction to a request. Default: acknowledges it. */
  answer(request: VenueRequest): VenueAnswer;
  /** Returns true for a known topic. Acknowledgements leave out unknown topics. Default: knows every topic. */
  knows(topic: Topic): boolean;
  /** True when the snapshot of a topic precedes its acknowledgement. */
  snapshotFirst: boolean;
  /** True when sockets do not answer a close. */
  stalls: boolean;
}

export interface ScriptedVenue extends VenueBehaviour {
  readonly sockets: ScriptedWebSockets;
  /** All requests on all sockets, in order. */
  readonly requests: readonly VenueRequest[];
  /** Returns the subscribed topics of open sockets as "channel key", without heartbeats. */
  subscribed(): readonly string[];
  /** Sends a numbered event to every socket that subscribed to a topic. */
  publish(channel: string, key: string, event: Readonly<Record<string, unknown>>): void;
  /** Sends a heartbeat on every open socket. */
  heartbeat(): void;
  /** Sends a message on the latest socket, with the next sequence number. */
  send(message: Readonly<Record<string, unknown>>): void;
  /** Sends text on the latest socket. */
  sendText(text: string): void;
  /** Skips sequence numbers on the latest socket, as if messages were lost. */
  skip(messages: number): void;
}

const HEARTBEATS = "heartbeats";

interface Peer {
  readonly socket: ScriptedSocket;
  readonly topics: Map<string, Topic>;
  sequence: number;
}

const nameOf = ({ channel, key }: Topic): string => `${channel} ${key}`;

/** Creates a venue in memory. It keeps the subscriptions and the message count of each socket. */
export function createScriptedVenue(): ScriptedVenue {
  const peers: Peer[] = [];
  const requests: VenueRequest[] = [];
  const peerOf = (socket: ScriptedSocket): Peer => {
    const known = peers.find((peer) => peer.socket === socket);
    if (known !== undefined) return known;
    const added: Peer = { socket, topics: new Map(), sequence: 0 };
    peers.push(added);
    // Closed peers are removed, because they would make a long test slow.
    for (const [index, peer] of [...peers.entries()].reverse()) {
      if (peer.socket.state === "closed" && peer !== added) peers.splice(index, 1);
    }
    return added;
  };
  const send = (peer: Peer, message: Readonly<Record<string, unknown>>): void =>
    peer.socket.message(JSON.stringify({ sequence: peer.sequence++, ...message }));
  const sendSnapshot = (peer: Peer, topic: Topic): void =>
    send(peer, { data: [{ ...topic, events: [{ type: "snapshot" }] }] });
  const openPeers = (): Peer[] => peers.filter(({ socket }) => socket.state === "open");

  const receive = (socket: ScriptedSocket, text: string): void => {
    const peer = peerOf(socket);
    const request: VenueRequest = JSON.parse(text);
    requests.push(request);
    const answer = venue.answer(request);
    if (answer === "nothing") return;
    if (answer !== "acknowledge") {
      socket.message(JSON.stringify({ refusal: answer }));
      return;
    }
    const fresh: Topic[] = [];
    for (const key of request.keys) {
      const topic = { channel: request.channel, key };
      if (request.action === "unsubscribe") peer.topics.delete(nameOf(topic));
      else if (venue.knows(topic)) {
        if (!peer.topics.has(nameOf(topic)) && topic.channel !== HEARTBEATS) fresh.push(topic);
        peer.topics.set(nameOf(topic), topic);
      }
    }
    const acknowledge = (): void => send(peer, { subscribed: [...peer.topics.values()] });
    if (!venue.snapshotFirst) acknowledge();
    for (const topic of fresh) sendSnapshot(peer, topic);
    if (venue.snapshotFirst) acknowledge();
  };

  const script = {
    made: (socket: ScriptedSocket): void => venue.connect(socket),
    received: receive,
    get stalls(): boolean {
      return venue.stalls;
    },
  };
  const venue: ScriptedVenue = {
    sockets: scriptWebSockets(script),
    requests,
    connect: (socket) => socket.open(),
    answer: () => "acknowledge",
    knows: () => true,
    snapshotFirst: false,
    stalls: false,
    subscribed: () =>
      openPeers()
        .flatMap(({ topics }) => [...topics.keys()])
        .filter((name) => !name.startsWith(HEARTBEATS))
        .sort(),
    publish: (channel, key, event) => {
      for (const peer of openPeers()) {
        if (peer.topics.has(nameOf({ channel, key })))
          send(peer, { data: [{ channel, key, events: [event] }] });
      }
    },
    heartbeat: () => {
      for (const peer of openPeers()) send(peer, {});
    },
    send: (message) => send(peerOf(venue.sockets.last), message),
    sendText: (text) => venue.sockets.last.message(text),
    skip: (messages) => {
      peerOf(venue.sockets.last).sequence += messages;
    },
  };
  return venue;
}

/** A test's changes to the protocol of the scripted venue, to its sessions and to their parts. */
export type ProtocolChanges = Partial<Omit<SocketProtocol, "createSession">> &
  Partial<SocketSession> &
  Partial<Pick<SocketFacts, "url" | "unauthorized">>;

/** Creates the protocol of the scripted venue. It acknowledges as Coinbase does. */
export function createTestProtocol(
  changes: ProtocolChanges | ((parts: SessionParts) => ProtocolChanges) = {},
): SocketProtocol {
  let signatures = 0;
  const fixed = typeof changes === "function" ? {} : changes;
  return {
    keepAlive: [{ channel: HEARTBEATS, key: "" }],
    silenceMs: 10_000,
    topicsPerConnection: 100,
    ...fixed,
    createSession: (parts) => {
      const answers = new CoinbaseAnswers();
      return {
        sent: (action, topics) => answers.sent(action, topics),
        write: async (action, channel, keys) => {
          signatures += 1;
          return [JSON.stringify({ action, channel, keys, signature: signatures })];
        },
        read: (text) => [readMessage(readJsonObject(text), answers)],
        ...(typeof changes === "function" ? changes(parts) : changes),
      };
    },
  };
}

/** Creates a socket of the scripted venue, for a client without a signer. */
export function createTestSocket({ url, unauthorized, ...changes }: ProtocolChanges = {}): SocketFacts {
  return {
    venue: "testvenue",
    host: "market",
    url: url ?? "wss://stream.testvenue.example/?token=canaryvalue",
    protocol: createTestProtocol(changes),
    sign: async () => undefined,
    inTurn: (_call, work) => work(),
    unauthorized: unauthorized ?? (() => {}),
  };
}

function readMessage(root: JsonObject, answers: CoinbaseAnswers): StreamMessage {
  const sequence = root.text("sequence");
  const refusal = readRefusal(root, "refusal");
  const refused = refusal && answers.refuse(refusal);
  const subscribed = root.has("subscribed") ? root.list("subscribed").map(topicOf) : undefined;
  return {
    sequence: sequence === undefined ? undefined : Number(sequence),
    time: root.text("time"),
    data: listOf(root, "data").map((events) => ({ ...topicOf(events), events: events.list("events") })),
    answer: refused ?? (subscribed && answers.acknowledge(subscribed)),
    refusal: refused === undefined ? refusal : undefined,
  };
}

function listOf(object: JsonObject, key: string): JsonObject[] {
  return object.has(key) ? object.list(key) : [];
}
