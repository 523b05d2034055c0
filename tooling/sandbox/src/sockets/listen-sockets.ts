import { createServer, type IncomingMessage, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { HandshakeFault } from "../faults/stream-fault.ts";
import { dated, httpDate } from "../http/date-header.ts";
import type { Listener } from "../http/listen.ts";
import type { Clock } from "../time/clock.ts";
import type { SocketHost } from "./socket-host.ts";
import { CUT, NO_CODE, type SocketPeer, type SocketService } from "./socket-service.ts";

/** The largest accepted message, larger than any message of a client. */
const MAX_MESSAGE_BYTES = 65_536;
/** The most unsent bytes before the venue drops a client that reads too slowly. */
const MAX_BUFFERED_BYTES = 134_217_728;

export interface SocketListenOptions {
  readonly address: string;
  readonly port: number;
  /** The venue's host that this port serves. */
  readonly host: SocketHost;
  readonly service: SocketService;
  readonly clock: Clock;
}

/** Serves one stream host of a venue on a port of its own. Its origin is "ws://127.0.0.1:50124". */
export async function listenForSockets(options: SocketListenOptions): Promise<Listener> {
  const { address, port, host, service, clock } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  sockets.on("headers", (headers) => headers.push(`Date: ${httpDate(clock)}`));
  const server = createServer((_, response) => response.writeHead(426, dated({}, clock)).end());
  const open = new Set<Socket>();
  server.on("connection", (connection: Socket) => {
    open.add(connection);
    connection.once("close", () => open.delete(connection));
  });
  server.on("upgrade", (request: IncomingMessage, connection: Socket, head: Buffer) => {
    connection.on("error", () => connection.destroy());
    const client = connection.remoteAddress ?? "unknown";
    const fault = service.admit(host, client);
    if (fault !== undefined) {
      refuse(connection, fault, clock);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      serve(socket, (peer) => service.connect(host, peer, client), connection);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    origin: `ws://${address}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}

function serve(
  socket: WebSocket,
  connect: (peer: SocketPeer) => ReturnType<SocketService["connect"]>,
  transport: Socket,
): void {
  const connection = connect({
    message(text) {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
      else socket.send(text);
    },
    closed(code, reason) {
      if (code === CUT) transport.resetAndDestroy();
      else if (code === NO_CODE) socket.close();
      else socket.close(code, reason);
    },
    // A paused transport does not read close frames either.
    stalled: () => transport.pause(),
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) connection.receive(String(data));
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => connection.drop());
}

function refuse(connection: Duplex, fault: HandshakeFault, clock: Clock): void {
  if (fault.kind === "silent") return;
  const { status, headers = {} } = fault;
  const lines = dated({ connection: "close", "content-length": "0", ...headers }, clock);
  const head = Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n${head}\r\n`);
}
