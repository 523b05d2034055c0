import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Gate } from "./gate.ts";

const HOST = "127.0.0.1";

/** A port on loopback for HTTP and for WebSocket at /ws. */
export interface Listener {
  /** "127.0.0.1:50123". */
  readonly address: string;
  /** Cuts every WebSocket without a close frame. */
  cutSockets(): void;
  /** Stops at once and cuts every connection. */
  close(): Promise<void>;
}

/** The two services behind the port. */
export interface Services {
  readonly gate: Gate;
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  connect(socket: WebSocket): void;
}

/** Listens on a free port. */
export async function listen({ gate, request, connect }: Services): Promise<Listener> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((incoming, response) => {
    request(incoming, response).catch(() => response.destroy());
  });
  const connections = new Set<Duplex>();
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  server.on("upgrade", (incoming: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on("error", () => connection.destroy());
    if (gate.isDown()) refuse(connection, 503);
    else if (incoming.url !== "/ws") refuse(connection, 404);
    else gate.pass(() => sockets.handleUpgrade(incoming, connection, head, connect));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${HOST}:${port}`,
    cutSockets: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

/** Answers a handshake with an HTTP status. */
function refuse(connection: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? "Refused";
  connection.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
