import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { CoinbaseSandbox } from "../coinbase/coinbase-sandbox.ts";
import type { SocketHost } from "../sockets/socket-host.ts";
import type { Clock } from "../time/clock.ts";
import type { Json } from "./client.ts";
import { createToken } from "./tokens.ts";

/** The parts of a client's message that a test sets. */
export interface TestMessage {
  readonly type?: string;
  readonly channel?: unknown;
  readonly product_ids?: unknown;
  readonly jwt?: unknown;
}

/** One connection to a sandbox in memory, with every frame received. */
export interface TestStream {
  readonly number: number;
  /** The text of each frame received. */
  readonly texts: readonly string[];
  /** Returns the frames since the last call, as JSON. */
  take(): Json[];
  send(message: TestMessage): void;
  sendText(text: string): void;
  /** Subscribes with a fresh token. */
  subscribe(channel: string, ...productIds: string[]): void;
  close(code?: number): void;
  /** The code and reason with which the venue closed the connection. */
  readonly closed: readonly { readonly code: number; readonly reason: string }[];
}

export function openStream(
  sandbox: Pick<CoinbaseSandbox, "connect" | "credentials">,
  clock: Clock,
  { host = "market", key = sandbox.credentials.ecdsa }: { host?: SocketHost; key?: CdpKey } = {},
): TestStream {
  const texts: string[] = [];
  const closed: { code: number; reason: string }[] = [];
  let taken = 0;
  const connection = sandbox.connect(host, {
    message: (text) => texts.push(text),
    closed: (code, reason) => closed.push({ code, reason }),
  });
  const stream: TestStream = {
    number: connection.number,
    texts,
    closed,
    take() {
      const fresh = texts.slice(taken);
      taken = texts.length;
      return fresh.map((text) => JSON.parse(text));
    },
    send: (message) => connection.receive(JSON.stringify({ type: "subscribe", ...message })),
    sendText: connection.receive,
    subscribe(channel, ...productIds) {
      const jwt = createToken(key, undefined, clock.now());
      const products = productIds.length === 0 ? {} : { product_ids: productIds };
      stream.send({ channel, ...products, jwt });
    },
    close: connection.close,
  };
  return stream;
}

/** A book built from level2 frames, as a client builds it. */
export interface TestBook {
  apply(frame: Json): void;
  toJson(): { bids: { price: string; size: string }[]; asks: { price: string; size: string }[] };
}

export function createTestBook(): TestBook {
  const sides = { bid: new Map<string, string>(), offer: new Map<string, string>() };
  const sorted = (side: "bid" | "offer", direction: number) =>
    [...sides[side]]
      .map(([price, size]) => ({ price, size }))
      .sort((left, right) => direction * (Number(left.price) - Number(right.price)));
  return {
    apply(frame) {
      for (const { type, updates } of frame.events) {
        if (type === "snapshot") for (const side of Object.values(sides)) side.clear();
        for (const { side, price_level: price, new_quantity: size } of updates) {
          const levels: Map<string, string> = side === "bid" ? sides.bid : sides.offer;
          if (Number(size) === 0) levels.delete(price);
          else levels.set(price, size);
        }
      }
    },
    toJson: () => ({ bids: sorted("bid", -1), asks: sorted("offer", 1) }),
  };
}
