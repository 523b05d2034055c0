import { createHash } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface RawServer extends AsyncDisposable {
  readonly url: string;
  /** The open connections. */
  readonly connections: ReadonlySet<Socket>;
  /** The header lines of all requests so far. */
  readonly requests: readonly string[];
}

/** Starts a server on 127.0.0.1 for which the test writes every byte of the answers. */
export async function startRawServer(
  onRequest: (socket: Socket, request: string) => void,
): Promise<RawServer> {
  const connections = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => connections.delete(socket));
    socket.once("data", (data) => {
      requests.push(data.toString("latin1"));
      onRequest(socket, data.toString("latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/`,
    connections,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

/** The constant of the handshake, see RFC 6455, section 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Accepts a handshake and sends bytes right after it. */
export function acceptHandshake(socket: Socket, request: string, ...bytes: readonly Uint8Array[]): void {
  const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1]?.trim() ?? "";
  const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  for (const each of bytes) socket.write(each);
  // After a close frame of the client, the server ends the connection.
  socket.on("data", ([head = 0]) => {
    if ((head & 0x0f) === 8) socket.end();
  });
}

/** Refuses a handshake with a status and no body. */
export function refuseHandshake(socket: Socket, status: number, ...headers: readonly string[]): void {
  const lines = [`HTTP/1.1 ${status} No`, "Content-Length: 0", ...headers];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Creates a frame with a text of less than 126 bytes. */
export function textFrame(text: string): Uint8Array {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
}
