import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, Timer } from "../time/clock.ts";
import { bodyPieces, type Delivery, type ReplyDelivery } from "./delivery.ts";
import { textReply, type VenueRequest, withDate } from "./message.ts";

const MAX_BODY_BYTES = 1_048_576;

/** A server on loopback. */
export interface Listener {
  /** "http://127.0.0.1:50123". */
  readonly origin: string;
  /** Stops at once, and cuts open connections and pending answers. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly timer: Timer;
  receive(request: VenueRequest): Delivery;
}

export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port } = options;
  const server = createServer((request, response) => {
    serve(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { clock, timer, receive }: ListenOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const body = await readBody(request);
  const delivery: Delivery =
    body === undefined
      ? { kind: "reply", reply: textReply(413, "Request Entity Too Large\n") }
      : receive(toVenueRequest(request, body));
  if (delivery.kind === "hang") return;
  if (delivery.kind === "reset") request.socket.resetAndDestroy();
  // Answers that no venue produced need the date too: Node's own Date follows the system's clock.
  else await send({ ...delivery, reply: withDate(delivery.reply, clock) }, response, timer, gone.signal);
}

async function send(
  delivery: ReplyDelivery,
  response: ServerResponse,
  timer: Timer,
  signal: AbortSignal,
): Promise<void> {
  const { reply, delayMs, pace, cutAfterBytes } = delivery;
  if (delayMs !== undefined) await timer.sleep(delayMs, signal);
  const length = String(Buffer.byteLength(reply.body));
  response.writeHead(
    reply.status,
    reply.status === 204 ? reply.headers : { ...reply.headers, "content-length": length },
  );
  response.flushHeaders();
  for (const piece of bodyPieces(delivery)) {
    if (pace !== undefined) await timer.sleep(pace.intervalMs, signal);
    await new Promise<void>((resolve, reject) =>
      response.write(piece, (error) => (error ? reject(error) : resolve())),
    );
  }
  if (cutAfterBytes === undefined) response.end();
  else response.socket?.destroy();
}

/** Reads the body, or returns undefined when it is larger than any request of a venue. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length <= MAX_BODY_BYTES) pieces.push(piece);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(pieces).toString("utf8");
}

function toVenueRequest(request: IncomingMessage, body: string): VenueRequest {
  const target = request.url ?? "/";
  const at = target.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: at < 0 ? target : target.slice(0, at),
    query: at < 0 ? "" : target.slice(at + 1),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value ?? "")]),
    ),
    body,
    client: request.socket.remoteAddress ?? "unknown",
  };
}
