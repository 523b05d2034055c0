import { once } from "node:events";
import { WebSocket } from "ws";
import type { OddExchange } from "../odd-exchange.ts";
import { newNonce, sign } from "./sign.ts";

/** A message of the server. */
export type Message = Readonly<Record<string, unknown>>;

/** A socket client that sends only the given messages. */
export interface TestSocket {
  /** Every frame so far, as it came. */
  readonly frames: readonly string[];
  /** Every message so far. */
  readonly messages: readonly Message[];
  readonly closed: Promise<number>;
  send(message: Message | string): void;
  /** Waits for the first message that has these members. Earlier messages count. */
  find(members: Message): Promise<Message>;
  /** Sends a ping and waits for its pong. Earlier messages have arrived by then. */
  settle(): Promise<void>;
  terminate(): void;
}

/** Connects without signing in. */
export async function connect({ wsUrl }: Pick<OddExchange, "wsUrl">): Promise<TestSocket> {
  const socket = new WebSocket(wsUrl);
  const frames: string[] = [];
  const messages: Message[] = [];
  let changed: () => void = () => {};
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("message", (data) => {
    frames.push(String(data));
    messages.push(...JSON.parse(String(data)));
    changed();
  });
  const until = async <Value>(look: () => Value | undefined): Promise<Value> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };
  await once(socket, "open");
  const send = (message: Message | string): void =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  return {
    frames,
    messages,
    closed,
    send,
    find: (members) => until(() => messages.find((message) => isLike(message, members))),
    settle: async () => {
      const pongs = messages.filter(isPong).length;
      send({ op: "ping" });
      await until(() => (messages.filter(isPong).length > pongs ? true : undefined));
    },
    terminate: () => socket.terminate(),
  };
}

/** Returns the frame that signs in. */
export function auth({ credentials }: OddExchange, nonce: string = newNonce()): string {
  const signature = sign(credentials, nonce, "get", "/ws");
  return `{"op":"auth","id":"a","key":"${credentials.key}","nonce":${nonce},"sign":"${signature}"}`;
}

/** Connects and signs in. */
export async function connectKnown(exchange: OddExchange): Promise<TestSocket> {
  const socket = await connect(exchange);
  socket.send(auth(exchange));
  await socket.find({ id: "a", ok: true });
  return socket;
}

function isPong(message: Message): boolean {
  return message.pong === true;
}

function isLike(message: Message, members: Message): boolean {
  return Object.entries(members).every(([name, value]) => message[name] === value);
}
